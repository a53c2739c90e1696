import { TextField } from '../text-field.tsx';
import { WithUnit } from '../with-unit.tsx';
import type { Repeat } from './repeat-values.ts';

interface RepeatFieldsProps {
  repeat: Repeat;
  /** What is repeated: "Messages". */
  unit: string;
  isInvalid: boolean;
  onRepeat: (repeat: Repeat) => void;
}

/** How often something is done, and how fast. */
export function RepeatFields({ repeat, unit, isInvalid, onRepeat }: RepeatFieldsProps) {
  return (
    <>
      <WithUnit before="×">
        <TextField
          label="Repeat"
          hideLabel
          className="w-14 min-[1200px]:w-20"
          mono
          inputMode="numeric"
          aria-invalid={isInvalid || undefined}
          value={repeat.count}
          onValue={count => onRepeat({ ...repeat, count })}
        />
      </WithUnit>
      <WithUnit before="at" after="/s">
        <TextField
          label={`${unit} per second`}
          hideLabel
          className="w-14 min-[1200px]:w-20"
          mono
          inputMode="decimal"
          placeholder="max"
          aria-invalid={isInvalid || undefined}
          value={repeat.perSecond}
          onValue={perSecond => onRepeat({ ...repeat, perSecond })}
        />
      </WithUnit>
    </>
  );
}
