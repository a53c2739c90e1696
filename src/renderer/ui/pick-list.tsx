import { useState, type ReactNode } from 'react';
import { formatCount } from '../lib/format/numbers.ts';
import { Input } from './field.tsx';

export interface PickChoice<V> {
  value: V;
  label: string;
  /** Before the label: a swatch, an icon. */
  mark?: ReactNode;
}

interface PickListProps<V> {
  /** What is typed: "Part of a stream's name". */
  label: string;
  choices: readonly PickChoice<V>[];
  /** The label of the one that is chosen now. */
  current: string;
  onPick: (value: V) => void;
  /** Said when nothing has such a name. */
  none: string;
}

/** More than a person reads: typing narrows it. */
const SHOWN = 50;

/** One of many by a part of its name, in a popover: Enter takes the first. */
export function PickList<V>({ label, choices, current, onPick, none }: PickListProps<V>) {
  const [text, setText] = useState('');
  const matching = choices.filter(choice => choice.label.toLowerCase().includes(text.toLowerCase()));
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={event => {
        event.preventDefault();
        if (matching[0]) onPick(matching[0].value);
      }}
    >
      <Input
        mono
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the popover was opened to type here
        autoFocus
        aria-label={label}
        placeholder="part of its name"
        value={text}
        onChange={event => setText(event.target.value)}
      />
      <ul className="flex max-h-72 flex-col overflow-y-auto">
        {matching.slice(0, SHOWN).map(choice => (
          <li key={choice.label}>
            <button
              type="button"
              aria-current={choice.label === current || undefined}
              className="mono flex h-7 w-full items-center gap-1.5 rounded-sm px-2 text-left hover:bg-hover focus-visible:outline-offset-[-2px] aria-[current]:text-accent-text"
              onClick={() => onPick(choice.value)}
            >
              {choice.mark}
              <span className="truncate">{choice.label}</span>
            </button>
          </li>
        ))}
      </ul>
      {matching.length > SHOWN && (
        <p className="text-xs/[18px] text-muted">and {formatCount(matching.length - SHOWN)} more</p>
      )}
      {matching.length === 0 && none !== '' && <p className="text-muted">{none}</p>}
    </form>
  );
}
