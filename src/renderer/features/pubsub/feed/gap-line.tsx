import { Unplug } from 'lucide-react';
import { formatDuration } from '../../../lib/format/durations.ts';
import { formatFullTime } from '../../../lib/format/times.ts';
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
