import { useRef } from 'react';
import type { PendingSurvey } from '#shared/contract/pending.ts';
import { cx } from '../../../lib/class-names.ts';
import { formatCount, formatShort } from '../../../lib/format/numbers.ts';

/** The bars from `from` to `to`, both included. */
export interface Brush {
  from: number;
  to: number;
}

interface HistogramProps {
  name: string;
  histogram: PendingSurvey['idle'];
  /** What a bar stands for: "45 s to 1 m". */
  barText: (index: number) => string;
  color: string;
  /** From this bar on the colour is that of danger. */
  dangerFrom?: number;
  brush: Brush | null;
  onBrush: (brush: Brush | null) => void;
}

/** Px: a number above the bar, and the bar. */
const HEIGHT = 44;
const NUMBER_HEIGHT = 12;
/** A single poison entry beside a million others must be seen. */
const LEAST_HEIGHT = 4;

/**
 * Counts as bars that filter: a click takes one bar, a drag or Shift several, a click on the only taken one gives it free. Every bar is a
 * button, so that the keyboard can do the same.
 */
export function Histogram({ name, histogram, barText, color, dangerFrom, brush, onBrush }: HistogramProps) {
  const { counts } = histogram;
  const top = Math.max(1, ...counts);
  const dragFrom = useRef<number | null>(null);
  const last = lastBar(counts);

  const press = (index: number, extend: boolean) => {
    if (extend && brush) onBrush({ from: Math.min(brush.from, index), to: Math.max(brush.to, index) });
    else if (brush?.from === index && brush.to === index) onBrush(null);
    else onBrush({ from: index, to: index });
  };
  return (
    <div role="group" aria-label={`${name}, as bars that filter`}>
      <div className="text-[11.5px]/4 text-muted">{name}</div>
      <div
        className="flex items-end gap-0.5"
        style={{ height: HEIGHT }}
        onPointerLeave={() => (dragFrom.current = null)}
        onPointerUp={() => (dragFrom.current = null)}
      >
        {Array.from(counts.slice(0, last + 1), (count, index) => {
          const taken = brush !== null && index >= brush.from && index <= brush.to;
          return (
            <button
              key={index}
              type="button"
              aria-pressed={taken}
              aria-label={nameOf(barText(index), count)}
              title={`${barText(index)}: ${formatCount(count)}`}
              className={cx(
                'flex h-full min-w-[13px] flex-col items-center justify-end rounded-xs outline-offset-0 hover:bg-hover',
                taken && 'bg-accent-bg shadow-[inset_0_0_0_1px_var(--accent)]',
              )}
              onPointerDown={event => {
                if (event.button !== 0) return;
                event.currentTarget.releasePointerCapture(event.pointerId);
                dragFrom.current = index;
              }}
              onPointerEnter={() => {
                const from = dragFrom.current;
                if (from !== null && from !== index)
                  onBrush({ from: Math.min(from, index), to: Math.max(from, index) });
              }}
              onClick={event => press(index, event.shiftKey)}
            >
              {count > 0 && (
                <span aria-hidden className="px-px text-[9.5px]/3 text-muted tabular-nums">
                  {formatShort(count)}
                </span>
              )}
              <span
                aria-hidden
                className="w-full rounded-[1px]"
                style={{
                  height:
                    count === 0
                      ? 1
                      : Math.max(LEAST_HEIGHT, Math.round((count / top) * (HEIGHT - NUMBER_HEIGHT - 2))),
                  background: dangerFrom !== undefined && index >= dangerFrom ? 'var(--danger)' : color,
                  opacity: brush === null || taken ? 1 : 0.35,
                }}
              />
            </button>
          );
        })}
      </div>
    </div>
  );
}

/** Empty bars at the end say nothing; a few stay, so that the picture has a shape. */
function lastBar(counts: Float64Array): number {
  let last = counts.length - 1;
  while (last > 5 && counts[last] === 0) last--;
  return Math.min(counts.length - 1, last + 1);
}

/** The exact count, and where it is shown shortened, that too: a name has in it what can be seen. */
function nameOf(range: string, count: number): string {
  const [exact, short] = [formatCount(count), formatShort(count)];
  return exact === short ? `${range}: ${exact}` : `${range}: ${exact} (${short})`;
}
