import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox';
import { Switch as BaseSwitch } from '@base-ui/react/switch';
import { Check } from 'lucide-react';
import { useId, type ReactNode } from 'react';

interface ToggleProps {
  checked: boolean;
  onChecked: (checked: boolean) => void;
  label: ReactNode;
  hint?: ReactNode;
  disabled?: boolean;
}

/** Something that is on or off at once. */
export function Switch({ checked, onChecked, label, hint, disabled = false }: ToggleProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-2.5">
      <BaseSwitch.Root
        checked={checked}
        onCheckedChange={onChecked}
        disabled={disabled}
        aria-labelledby={`${id}-label`}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className="mt-0.5 flex h-4 w-7 shrink-0 rounded-full border border-control bg-bg p-px transition-colors data-checked:border-accent-fill data-checked:bg-accent-fill data-disabled:opacity-55"
      >
        <BaseSwitch.Thumb className="size-3 rounded-full bg-control transition-transform data-checked:translate-x-3 data-checked:bg-on-accent" />
      </BaseSwitch.Root>
      <ToggleText
        id={id}
        label={label}
        hint={hint}
        onPress={disabled ? undefined : () => onChecked(!checked)}
      />
    </div>
  );
}

/** Something that is part of a form, or a mark on one of many. */
export function Checkbox({ checked, onChecked, label, hint, disabled = false }: ToggleProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-2">
      <BaseCheckbox.Root
        checked={checked}
        onCheckedChange={onChecked}
        disabled={disabled}
        aria-labelledby={`${id}-label`}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className="mt-[3px] flex size-3.5 shrink-0 items-center justify-center rounded-[3px] border border-control bg-bg data-checked:border-accent-fill data-checked:bg-accent-fill data-disabled:opacity-55"
      >
        <BaseCheckbox.Indicator className="text-on-accent">
          <Check size={11} strokeWidth={3} aria-hidden />
        </BaseCheckbox.Indicator>
      </BaseCheckbox.Root>
      <ToggleText
        id={id}
        label={label}
        hint={hint}
        onPress={disabled ? undefined : () => onChecked(!checked)}
      />
    </div>
  );
}

interface ToggleTextProps {
  id: string;
  label: ReactNode;
  hint: ReactNode;
  onPress: (() => void) | undefined;
}

/** The words beside a toggle; pressing them presses it. The control itself is what keyboard and screen reader use. */
function ToggleText({ id, label, hint, onPress }: ToggleTextProps) {
  return (
    <div className="min-w-0">
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- see above */}
      <div id={`${id}-label`} onClick={onPress} className="select-none">
        {label}
      </div>
      {hint !== undefined && (
        <div id={`${id}-hint`} className="text-xs/[18px] text-muted">
          {hint}
        </div>
      )}
    </div>
  );
}
