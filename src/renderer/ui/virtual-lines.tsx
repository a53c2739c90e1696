import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { cx } from '../lib/class-names.ts';

interface VirtualLinesProps {
  count: number;
  /** Px. */
  lineHeight: number;
  /** Draws line `index`. */
  line: (index: number) => ReactNode;
  /** What it is, for screen readers. */
  label: string;
  className?: string;
  /** Told when the width in px changes. */
  onWidth?: (width: number) => void;
  /** A line to be brought into view, whenever it becomes another one; null for none. */
  reveal?: number | null;
}

const MARGIN = 10;

/** Any number of lines of one height, of which only those in view are drawn. Scrolls both ways. */
export function VirtualLines({
  count,
  lineHeight,
  line,
  label,
  className,
  onWidth,
  reveal = null,
}: VirtualLinesProps) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 0 });

  useLayoutEffect(() => {
    const element = box.current!;
    const measure = () => {
      setView({ top: element.scrollTop, height: element.clientHeight });
      onWidth?.(element.clientWidth);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [onWidth]);

  useLayoutEffect(() => {
    const element = box.current!;
    if (reveal === null) return;
    const top = reveal * lineHeight;
    const isInView =
      top >= element.scrollTop && top + 2 * lineHeight <= element.scrollTop + element.clientHeight;
    if (isInView) return;
    element.scrollTop = Math.max(0, top - element.clientHeight / 2);
    setView({ top: element.scrollTop, height: element.clientHeight });
  }, [reveal, lineHeight]);

  const first = Math.max(0, Math.floor(view.top / lineHeight) - MARGIN);
  const end = Math.min(count, Math.ceil((view.top + view.height) / lineHeight) + MARGIN);
  const lines: ReactNode[] = [];
  for (let index = first; index < end; index++)
    lines.push(
      <div key={index} style={{ height: lineHeight }} className="whitespace-pre">
        {line(index)}
      </div>,
    );
  return (
    <section
      ref={box}
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={event =>
        setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })
      }
      className={cx('mono min-h-0 flex-1 overflow-auto outline-offset-[-2px]', className)}
    >
      <div style={{ height: count * lineHeight, minWidth: 'max-content' }} className="relative">
        <div style={{ transform: `translateY(${first * lineHeight}px)` }}>{lines}</div>
      </div>
    </section>
  );
}
