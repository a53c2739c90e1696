import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { Check } from 'lucide-react';
import { useId } from 'react';

const colors = [
  [1, 'sky'],
  [2, 'orange'],
  [3, 'green'],
  [4, 'pink'],
  [5, 'vermilion'],
  [6, 'blue'],
  [7, 'olive'],
  [8, 'violet'],
] as const;

/** One of the eight colours by which a connection is recognised. */
export function ColorPicker({ value, onValue }: { value: number; onValue: (color: number) => void }) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <span id={id} className="text-xs/[18px] font-medium text-muted">
        Colour
      </span>
      <RadioGroup
        aria-labelledby={id}
        value={value}
        onValueChange={next => onValue(next)}
        className="flex h-7 items-center gap-1"
      >
        {colors.map(([color, name]) => (
          <Radio.Root
            key={color}
            value={color}
            aria-label={name}
            className="flex size-5 items-center justify-center rounded-full"
            style={{ background: `var(--series-${color})` }}
          >
            <Radio.Indicator>
              <Check size={13} strokeWidth={3} aria-hidden className="text-[#0e1216]" />
            </Radio.Indicator>
          </Radio.Root>
        ))}
      </RadioGroup>
    </div>
  );
}
