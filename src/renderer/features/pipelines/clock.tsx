import { formatSeconds } from '../../lib/format/times.ts';
import { useSettings } from '../../lib/settings.ts';

/** A time in a cell of a table, to the second. */
export function Clock({ time }: { time: number }) {
  const { utc } = useSettings();
  return <span className="mono text-muted">{formatSeconds(time, { utc })}</span>;
}
