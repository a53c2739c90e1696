import { typedDuration } from '#shared/pipeline/duration.ts';
import { firstIdAtTime, parseStreamId } from '#shared/redis/stream-id.ts';

/**
 * An id from what a person types to go somewhere: an id, "10 m ago", a date and time. Null when it is none of them.
 *
 * @param now the server's clock, in ms
 */
export function idFromText(text: string, now: number): string | null {
  const typed = text.trim();
  try {
    parseStreamId(typed);
    // A short number is more likely a part of an id than the year 1970.
    return typed;
  } catch {
    // Not an id; perhaps a time.
  }
  const ago = /^(.+?)\s+ago$/i.exec(typed);
  if (ago) {
    const ms = typedDuration(words(ago[1]!));
    return ms === null ? null : firstIdAtTime(now - ms);
  }
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?$/.exec(typed);
  if (clock) {
    const day = new Date(now);
    day.setHours(Number(clock[1]), Number(clock[2]), 0, 0);
    return firstIdAtTime(day.getTime() + Number(clock[3] ?? 0) * 1_000);
  }
  const time = /^\d{4}-\d{2}-\d{2}/.test(typed) ? Date.parse(typed) : Number.NaN;
  return Number.isNaN(time) ? null : firstIdAtTime(time);
}

function words(text: string): string {
  return text
    .replace(/\s*(milliseconds?)$/i, 'ms')
    .replace(/\s*(seconds?|secs?)$/i, 's')
    .replace(/\s*(minutes?|mins?)$/i, 'm')
    .replace(/\s*(hours?|hrs?)$/i, 'h')
    .replace(/\s*days?$/i, 'd');
}
