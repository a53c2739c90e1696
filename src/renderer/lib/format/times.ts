import { isTime } from '#shared/time-range.ts';

/** "14:03:52.177", with the date before it ("2026-11-20 14:03:52.177") when that is not today. Local time unless `utc`. */
export function formatTime(timeMs: number, options: { utc: boolean; nowMs?: number }): string {
  const { utc, nowMs = Date.now() } = options;
  if (!hasClock(timeMs)) return noTime(timeMs);
  const time = partsOf(timeMs, utc);
  const today = partsOf(nowMs, utc).date;
  return time.date === today ? time.clock : `${time.date} ${time.clock}`;
}

/** The same to the second: "14:03:52". */
export function formatSeconds(timeMs: number, options: { utc: boolean; nowMs?: number }): string {
  const text = formatTime(timeMs, options);
  return hasClock(timeMs) ? text.slice(0, -'.000'.length) : text;
}

/** "2026-11-20 14:03:53.412 +01:00": everything, for a detail pane or a tooltip. */
export function formatFullTime(timeMs: number, options: { utc: boolean }): string {
  if (!hasClock(timeMs)) return noTime(timeMs);
  const { date, clock } = partsOf(timeMs, options.utc);
  return `${date} ${clock} ${options.utc ? 'UTC' : offsetOf(new Date(timeMs))}`;
}

/** "2026-11-20T14:03:53.412Z", for what is copied and exported. */
export function isoTime(timeMs: number): string {
  return isTime(timeMs) ? new Date(timeMs).toISOString() : noTime(timeMs);
}

/** Whether a date holds it in any zone, which is less than a day away. */
function hasClock(timeMs: number): boolean {
  return isTime(Math.abs(timeMs) + 86_400_000);
}

/** What no date can hold is shown as the number that it is. */
function noTime(timeMs: number): string {
  return `${timeMs} ms`;
}

function partsOf(timeMs: number, utc: boolean): { date: string; clock: string } {
  const at = new Date(timeMs);
  // Shifted by the zone's offset, local time can be read with the fast ISO formatter.
  const iso = (utc ? at : new Date(timeMs - at.getTimezoneOffset() * 60_000)).toISOString();
  return { date: iso.slice(0, -14), clock: iso.slice(-13, -1) };
}

function offsetOf(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  const absolute = Math.abs(minutes);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(absolute / 60))}:${two(absolute % 60)}`;
}
