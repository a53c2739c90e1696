import { useState } from 'react';
import { formatCount } from '../../../lib/format/numbers.ts';
import { Input } from '../../../ui/field.tsx';
import { Select } from '../../../ui/select.tsx';
import { WithUnit } from '../../../ui/with-unit.tsx';

export interface OrderAndCountProps {
  newestFirst: boolean;
  onNewestFirst: (newestFirst: boolean) => void;
  /** So many and no more; null for all. */
  count: number | null;
  onCount: (count: number | null) => void;
}

/** The most that one command is asked for. */
const MOST = 1_000;

/** Which end of the stream is first, and how many entries of it. */
export function OrderAndCount({ newestFirst, onNewestFirst, count, onCount }: OrderAndCountProps) {
  const [text, setText] = useState(count === null ? '' : String(count));
  const typed = text.trim() === '' ? null : Number(text);
  const isWrong = typed !== null && !(Number.isInteger(typed) && typed >= 1 && typed <= MOST);
  const apply = () => {
    if (!isWrong && typed !== count) onCount(typed);
  };
  return (
    <div className="flex items-center gap-2">
      <Select
        label="Order"
        className="w-[118px]"
        value={newestFirst ? 'newest' : 'oldest'}
        onValue={value => onNewestFirst(value === 'newest')}
        options={[
          { value: 'newest', label: 'newest first' },
          { value: 'oldest', label: 'oldest first' },
        ]}
      />
      <WithUnit before="COUNT">
        <Input
          mono
          inputMode="numeric"
          aria-label="COUNT"
          aria-invalid={isWrong || undefined}
          title={
            isWrong
              ? `A number from 1 to ${formatCount(MOST)}; empty for all`
              : 'Leave empty for all; Enter applies it'
          }
          placeholder="all"
          className="w-14!"
          value={text}
          onChange={event => setText(event.target.value)}
          onBlur={apply}
          onKeyDown={event => {
            if (event.key === 'Enter') apply();
          }}
        />
      </WithUnit>
    </div>
  );
}
