import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { PickList, type PickChoice } from '../../../ui/pick-list.tsx';
import { Popover } from '../../../ui/popover.tsx';
import { Swatch } from '../../../ui/swatch.tsx';

interface ConsumerPickerProps {
  /** As text; empty is no owner, null any. */
  consumer: string | null;
  onConsumer: (consumer: string | null) => void;
  consumers: readonly string[];
  /** Some entries have no owner. */
  ownerless: boolean;
  colorOf: (consumer: string) => number;
}

/** Whose pending entries are shown: a group may have hundreds of consumers, so they are found by a part of their name. */
export function ConsumerPicker(props: ConsumerPickerProps) {
  const { consumer, onConsumer, consumers, ownerless, colorOf } = props;
  const [open, setOpen] = useState(false);
  const choices: PickChoice<string | null>[] = [
    { value: null, label: 'any consumer' },
    ...(ownerless ? [{ value: '', label: 'no owner' }] : []),
    ...consumers.map(name => ({ value: name, label: name, mark: <Swatch color={colorOf(name)} /> })),
  ];
  // One that is gone, or that an address names, is shown all the same.
  const current = choices.find(({ value }) => value === consumer) ?? {
    value: consumer,
    label: consumer ?? '',
  };
  return (
    <Popover
      open={open}
      onOpen={setOpen}
      title="Entries of a consumer"
      trigger={
        <button
          type="button"
          aria-label={`Consumer: ${current.label}`}
          className="flex h-7 w-36 min-w-0 items-center gap-2 rounded-md border border-line bg-bg px-2 text-left hover:border-control"
        >
          {current.mark}
          <span className="min-w-0 flex-1 truncate">{current.label}</span>
          <ChevronDown size={14} aria-hidden className="shrink-0 text-muted" />
        </button>
      }
    >
      {open && (
        <PickList
          label="Part of a consumer's name"
          choices={choices}
          current={current.label}
          none="No consumer matches this name."
          onPick={value => {
            setOpen(false);
            onConsumer(value);
          }}
        />
      )}
    </Popover>
  );
}
