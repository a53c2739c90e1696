const MAX_RETRY_AFTER_MS = 300_000;

/** A `Retry-After` header, seconds or an HTTP date, as milliseconds from now; bounded. Null where there is none that can be read. */
export function retryAfter(header: string | null): number | null {
  if (header === null) return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? null : Math.min(Math.max(0, ms), MAX_RETRY_AFTER_MS);
}
