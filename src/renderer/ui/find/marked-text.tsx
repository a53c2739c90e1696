import { useEffect, useRef, type ReactNode } from 'react';
import type { Mark } from './found.ts';

/** A piece of a line in one colour. */
export interface Run {
  text: string;
  className: string | undefined;
}

interface MarkedTextProps {
  runs: readonly Run[];
  /** From left to right. */
  marks: readonly Mark[];
  /** The match that is looked at. */
  current: number;
}

/** A line in its colours, with what was found in it marked. */
export function MarkedText({ runs, marks, current }: MarkedTextProps): ReactNode {
  const pieces: ReactNode[] = [];
  let at = 0;
  for (const { text, className } of runs) {
    let from = 0;
    const push = (to: number, mark: Mark | undefined) => {
      if (to <= from) return;
      const part = text.slice(from, to);
      from = to;
      pieces.push(
        mark ? (
          <Marked key={pieces.length} isCurrent={mark.match === current} className={className}>
            {part}
          </Marked>
        ) : className === undefined ? (
          part
        ) : (
          <span key={pieces.length} className={className}>
            {part}
          </span>
        ),
      );
    };
    for (const mark of marks) {
      if (mark.to <= at || mark.from >= at + text.length) continue;
      push(mark.from - at, undefined);
      push(Math.min(text.length, mark.to - at), mark);
    }
    push(text.length, undefined);
    at += text.length;
  }
  return pieces;
}

interface MarkedProps {
  isCurrent: boolean;
  className: string | undefined;
  children: string;
}

function Marked({ isCurrent, className, children }: MarkedProps) {
  const element = useRef<HTMLElement>(null);
  // The line is in view already; a long one is scrolled to the side.
  useEffect(() => {
    if (isCurrent) element.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [isCurrent]);
  return (
    <mark ref={element} className={className} aria-current={isCurrent || undefined}>
      {children}
    </mark>
  );
}
