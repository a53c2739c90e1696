import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useEscape } from '../../lib/actions.ts';
import { formatCount } from '../../lib/format/numbers.ts';
import { IconButton } from '../button.tsx';
import { Input } from '../field.tsx';

interface FindBarProps {
  wanted: string;
  onWanted: (wanted: string) => void;
  /** From 0. */
  current: number;
  count: number;
  /** There are more than `count`. */
  more: boolean;
  /** To the next match or the one before; after the last comes the first. */
  onStep: (by: 1 | -1) => void;
  onClose: () => void;
  /** Grows each time that the search is asked for: the text is picked, to be typed over. */
  asked: number;
}

/** What is looked for, and how many of it there are. Enter goes to the next, with Shift to the one before. */
export function FindBar({ wanted, onWanted, current, count, more, onStep, onClose, asked }: FindBarProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- asked for again, it is picked again
  }, [asked]);
  useEscape('payload.find-escape', 'Close the search in the payload', 'Payload', onClose);
  const text =
    wanted === ''
      ? ''
      : count === 0
        ? 'none'
        : `${formatCount(current + 1)} of ${formatCount(count)}${more ? '+' : ''}`;
  return (
    <search className="flex h-9 flex-none items-center gap-1 border-b border-line bg-surface px-2">
      <Input
        ref={input}
        mono
        aria-label="Find in the payload"
        placeholder="find"
        value={wanted}
        onChange={event => onWanted(event.target.value)}
        onKeyDown={event => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          onStep(event.shiftKey ? -1 : 1);
        }}
      />
      <span role="status" className="min-w-20 text-right whitespace-nowrap text-muted tabular-nums">
        {text}
      </span>
      <IconButton label="Previous match" disabled={count === 0} onClick={() => onStep(-1)}>
        <ChevronUp size={15} aria-hidden />
      </IconButton>
      <IconButton label="Next match" disabled={count === 0} onClick={() => onStep(1)}>
        <ChevronDown size={15} aria-hidden />
      </IconButton>
      <IconButton label="Close the search" onClick={onClose}>
        <X size={15} aria-hidden />
      </IconButton>
    </search>
  );
}
