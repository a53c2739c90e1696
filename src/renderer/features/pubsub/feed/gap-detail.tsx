import { formatDuration, formatExactDuration } from '../../../lib/format/durations.ts';
import { formatFullTime } from '../../../lib/format/times.ts';
import { useSettings } from '../../../lib/settings.ts';
import type { GapRow } from './feed-rows.ts';

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
