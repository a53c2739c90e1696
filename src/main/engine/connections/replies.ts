import type { Reply } from './redis-client.ts';

/** Readers of replies that are known to have a shape; one that hasn't is a defect, here or in the server. */

/** An integer reply that is known to stay below 2^53: a count, a length, a time. */
export function asNumber(reply: Reply | undefined): number {
  const number = Number(asText(reply));
  if (!Number.isFinite(number)) throw new TypeError(`expected an integer reply, got ${String(reply)}`);
  return number;
}

export function asText(reply: Reply | undefined): string {
  if (typeof reply === 'string') return reply;
  if (Buffer.isBuffer(reply)) return reply.toString();
  throw new TypeError(`expected a string reply, got ${JSON.stringify(reply)}`);
}

export function asBuffer(reply: Reply | undefined): Buffer {
  if (Buffer.isBuffer(reply)) return reply;
  if (typeof reply === 'string') return Buffer.from(reply);
  throw new TypeError(`expected a bulk reply, got ${JSON.stringify(reply)}`);
}

export function asArray(reply: Reply | undefined): Reply[] {
  if (Array.isArray(reply)) return reply;
  throw new TypeError(`expected an array reply, got ${String(reply)}`);
}

/** A flat array of names and values, as a map: XINFO, COMMAND DOCS and the like grow fields by version, so they are read by name. */
export function asMap(reply: Reply | undefined): Map<string, Reply> {
  const flat = asArray(reply);
  const map = new Map<string, Reply>();
  for (let index = 0; index + 1 < flat.length; index += 2) map.set(asText(flat[index]), flat[index + 1]!);
  return map;
}
