import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '../lib/class-names.ts';
import { useField } from './field.tsx';
import { useMenuRoot } from './menu-root.ts';

interface SelectOption<V extends string> {
  value: V;
  label: string;
  /** Before the label: a swatch, an icon. */
  mark?: ReactNode;
}

interface SelectProps<V extends string> {
  value: V;
  onValue: (value: V) => void;
  options: readonly SelectOption<V>[];
  /** Its name, where no `Field` gives one. */
  label?: string;
  className?: string;
}

export function Select<V extends string>({ value, onValue, options, label, className }: SelectProps<V>) {
  const field = useField();
  const root = useMenuRoot();
  const chosen = options.find(option => option.value === value);
  return (
    <Base.Root
      items={options}
      value={value}
      onValueChange={next => {
        if (next !== null) onValue(next);
      }}
    >
      <Base.Trigger
        id={field?.id}
        aria-label={label}
        aria-describedby={field?.describedBy}
        className={cx(
          'flex h-7 min-w-0 items-center gap-2 rounded-md border border-line bg-bg px-2 text-left hover:border-control',
          className,
        )}
      >
        {chosen?.mark}
        <Base.Value className="min-w-0 flex-1 truncate" />
        <ChevronDown size={14} aria-hidden className="shrink-0 text-muted" />
      </Base.Trigger>
      <Base.Portal container={root}>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-60">
          <Base.Popup className="popup min-w-(--anchor-width) rounded-md border border-line bg-raised p-1 shadow-float">
            <Base.List>
              {options.map(option => (
                <Base.Item
                  key={option.value}
                  value={option.value}
                  className="flex h-7 items-center gap-2 rounded-sm px-2 outline-none data-highlighted:bg-hover"
                >
                  {option.mark}
                  <Base.ItemText className="flex-1">{option.label}</Base.ItemText>
                  <Base.ItemIndicator>
                    <Check size={14} aria-hidden className="text-accent-text" />
                  </Base.ItemIndicator>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
