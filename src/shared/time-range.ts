/** The range of a JS date around the Unix epoch, in ms: https://tc39.es/ecma262/#sec-time-values-and-time-range */
export const MOST_TIME_MS = 8.64e15;

/** Whether a date can hold it; servers and files may say any number. */
export function isTime(ms: number): boolean {
  return Math.abs(ms) <= MOST_TIME_MS;
}
