import { Unplug } from 'lucide-react';
import { formatDuration, formatExactDuration } from '../../../lib/format/durations.ts';
import { formatFullTime } from '../../../lib/format/times.ts';
import { useSettings } from '../../../lib/settings.ts';
import type { GapRow } from './feed-rows.ts';

/** "disconnected 3.2 s · messages sent meanwhile were not received · reason": what matters first, a reason may be long. */
export function gapText({ gap }: GapRow): string {
  const lost = 'messages sent meanwhile were not received';
  if (!gap) return `disconnected · ${lost}`;
  const duration = gap.endedAt === null ? 'since then' : formatDuration(gap.endedAt - gap.startedAt);
  return `disconnected ${duration} · ${lost} · ${gap.reason}`;
}

/** A time in which nothing could be received, as a row of its own. */
export function GapLine({ row, utc }: { row: GapRow; utc: boolean }) {
  return (
    <span
      className="flex h-[23px] items-center gap-2 truncate bg-danger-bg px-2.5 font-sans text-danger"
      title={`from ${formatFullTime(row.gap?.startedAt ?? row.time, { utc })}${row.gap ? `: ${row.gap.reason}` : ''}`}
    >
      <Unplug size={13} aria-hidden className="shrink-0" />
      <span className="truncate">{gapText(row)}</span>
    </span>
  );
}

/** The same in the detail pane, with its beginning and its end. */
export function GapDetail({ row: { gap } }: { row: GapRow }) {
  const { utc } = useSettings();
  if (!gap) return null;
  const duration = gap.endedAt === null ? null : gap.endedAt - gap.startedAt;
  return (
    <dl className="grid grid-cols-[92px_1fr] gap-x-2 gap-y-1 px-3 py-2.5 [&_dt]:text-muted">
      <dt>gap</dt>
      <dd>{gap.reason}</dd>
      <dt>from</dt>
      <dd className="mono">{formatFullTime(gap.startedAt, { utc })}</dd>
      <dt>until</dt>
      <dd className="mono">{gap.endedAt === null ? 'it lasts' : formatFullTime(gap.endedAt, { utc })}</dd>
      <dt>lasted</dt>
      <dd title={duration === null ? undefined : formatExactDuration(duration)}>
        {formatDuration(duration)}
      </dd>
      <dt>lost</dt>
      <dd>Unknown. Redis keeps no messages for a subscriber that is away.</dd>
    </dl>
  );
}
