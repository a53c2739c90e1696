import { firstIdAtTime } from '#shared/redis/stream-id.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { formatCount } from '../../../lib/format/numbers.ts';
import { formatTime } from '../../../lib/format/times.ts';
import { useSettings } from '../../../lib/settings.ts';

const HEIGHT = 30;

interface TimelineStripProps {
  connectionId: string;
  streamKey: Uint8Array;
  /** Goes to the first entry from there on. */
  onJump: (id: string) => void;
}

/** The whole stream over time in one strip; a press goes there. Nothing where the ids tell no time. */
export function TimelineStrip({ connectionId, streamKey, onJump }: TimelineStripProps) {
  const { utc } = useSettings();
  const { data: timeline } = useEngineQuery(
    'streams.timeline',
    { connectionId, key: streamKey, intervals: 96 },
    { everyMs: 15_000 },
  );
  if (!timeline) return null;
  const { from, to, counts, exact } = timeline;
  const top = Math.max(1, ...counts);
  const width = (to - from + 1) / counts.length;
  return (
    <div className="flex flex-none items-end gap-3 border-b border-line bg-surface px-3 py-1.5">
      <span className="text-xs/[18px] whitespace-nowrap text-muted">{formatTime(from, { utc })}</span>
      <div
        role="group"
        aria-label="Entries over time"
        className="flex min-w-0 flex-1 items-end"
        style={{ height: HEIGHT }}
      >
        {Array.from(counts, (count, index) => {
          const at = from + index * width;
          const text = `${formatTime(at, { utc })}: ${exact || count === 0 ? '' : 'about '}${formatCount(count)} entries`;
          return (
            <button
              key={index}
              type="button"
              tabIndex={-1}
              aria-label={`Go to ${text}`}
              title={text}
              className="flex h-full min-w-0 flex-1 items-end px-px hover:bg-hover"
              onClick={() => onJump(firstIdAtTime(at))}
            >
              <span
                aria-hidden
                className="w-full rounded-[1px]"
                style={{
                  height: count === 0 ? 1 : Math.max(2, Math.round((count / top) * (HEIGHT - 2))),
                  background: count === 0 ? 'var(--line)' : 'var(--series-1)',
                }}
              />
            </button>
          );
        })}
      </div>
      <span className="text-xs/[18px] whitespace-nowrap text-muted">
        {formatTime(to, { utc })}
        {!exact && ' · estimated'}
      </span>
    </div>
  );
}
