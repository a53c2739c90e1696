import type { Preview } from '#shared/contract/compose.ts';
import { cx } from '../../../lib/class-names.ts';
import { countOf } from '../../../lib/format/numbers.ts';
import { formatSeconds } from '../../../lib/format/times.ts';
import { useSettings } from '../../../lib/settings.ts';

interface WindowLineProps {
  windows: Preview['windows'];
  /** Of the events of the sample. */
  times: readonly number[];
}

/** So many windows that overlap are drawn under each other. */
const MOST_LANES = 4;

/** The windows of the sample on a line of time, with its events in them. */
export function WindowLine({ windows, times }: WindowLineProps) {
  const { utc } = useSettings();
  const from = Math.min(...windows.map(({ start }) => start), ...times);
  const to = Math.max(...windows.map(({ end }) => end), ...times);
  const place = (time: number) => (100 * (time - from)) / Math.max(1, to - from);
  const lanes = lanesOf(windows);
  return (
    <section aria-label="Windows of the sample" className="flex-none border-t border-line p-3">
      <div className="relative" style={{ height: 10 + 14 * lanes.length }}>
        {lanes.flatMap((lane, row) =>
          lane.map(({ start, end, isClosed, events }) => (
            <div
              key={`${start} ${end}`}
              title={describe({ start, end, isClosed, events }, utc)}
              className={cx(
                'absolute h-3 min-w-[3px] rounded-sm border border-accent',
                isClosed ? 'bg-accent-bg' : 'border-dashed',
              )}
              style={{ left: `${place(start)}%`, width: `${place(end) - place(start)}%`, top: 14 * row }}
            />
          )),
        )}
        {times.map((time, index) => (
          <div
            key={index}
            aria-hidden
            className="absolute bottom-0 h-1.5 w-px bg-text"
            style={{ left: `${place(time)}%` }}
          />
        ))}
      </div>
      <ul
        aria-label="Windows"
        className="flex max-h-[54px] flex-wrap gap-x-3 overflow-y-auto text-xs/[18px] text-muted"
      >
        {windows.map(span => (
          <li key={`${span.start} ${span.end}`} className="whitespace-nowrap">
            {describe(span, utc)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function describe({ start, end, isClosed, events }: Preview['windows'][number], utc: boolean): string {
  return `${formatSeconds(start, { utc })} – ${formatSeconds(end, { utc })} ${isClosed ? 'closed' : 'open'} · ${countOf(events, 'event')}`;
}

/** Windows that do not overlap share a lane. */
function lanesOf(windows: Preview['windows']): Preview['windows'][] {
  const lanes: Preview['windows'][] = [];
  for (const span of windows) {
    const lane = lanes.find(others => others.at(-1)!.end <= span.start) ?? lanes[MOST_LANES - 1];
    if (lane) lane.push(span);
    else lanes.push([span]);
  }
  return lanes;
}
