import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Swatch } from './swatch.tsx';

interface ChipProps {
  /** 1-8; without it there is no swatch. */
  color?: number | undefined;
  name: ReactNode;
  /** A figure behind the name. */
  figure?: ReactNode;
  /** Before the name, where a word or sign says more than the colour. */
  mark?: ReactNode;
  title?: string;
  /** Offers a button that takes it away; `removeLabel` names the act. */
  onRemove?: () => void;
  removeLabel?: string;
}

/** One of several small things that can be taken away: a subscription, a filter. */
export function Chip({ color, name, figure, mark, title, onRemove, removeLabel }: ChipProps) {
  return (
    <span
      title={title}
      className="mono inline-flex h-[22px] max-w-72 shrink-0 items-center gap-1.5 rounded-full border border-line pr-2 pl-2 whitespace-nowrap has-[button]:pr-0.5"
    >
      {color !== undefined && <Swatch color={color} />}
      {mark}
      <span className="truncate">{name}</span>
      {figure !== undefined && <span className="text-muted">{figure}</span>}
      {onRemove && (
        <button
          type="button"
          aria-label={removeLabel}
          title={removeLabel}
          onClick={onRemove}
          className="flex size-[18px] items-center justify-center rounded-full text-muted hover:bg-hover hover:text-text"
        >
          <X size={12} aria-hidden />
        </button>
      )}
    </span>
  );
}
