import { MillraceError } from '#shared/rpc/errors.ts';
import type { Reply } from './redis-client.ts';

/** Readers of replies that are known to have a shape. A server that answers with another one is told of, in words. */

/** An integer reply that is known to stay below 2^53: a count, a length, a time. */
export function asNumber(reply: Reply | undefined): number {
  const number = Number(asText(reply));
  if (!Number.isFinite(number)) throw unexpected('an integer', reply);
  return number;
}

export function asText(reply: Reply | undefined): string {
  if (typeof reply === 'string') return reply;
  if (Buffer.isBuffer(reply)) return reply.toString();
  throw unexpected('a string', reply);
}

export function asBuffer(reply: Reply | undefined): Buffer {
  if (Buffer.isBuffer(reply)) return reply;
  if (typeof reply === 'string') return Buffer.from(reply);
  throw unexpected('a string', reply);
}

export function asArray(reply: Reply | undefined): Reply[] {
  if (Array.isArray(reply)) return reply;
  throw unexpected('an array', reply);
}

/** A flat array of names and values, as a map: XINFO, COMMAND DOCS and the like grow fields by version, so they are read by name. */
export function asMap(reply: Reply | undefined): Map<string, Reply> {
  const flat = asArray(reply);
  const map = new Map<string, Reply>();
  for (let index = 0; index + 1 < flat.length; index += 2) map.set(asText(flat[index]), flat[index + 1]!);
  return map;
}

function unexpected(wanted: string, reply: Reply | undefined): MillraceError {
  const got = Array.isArray(reply)
    ? `an array of ${reply.length}`
    : reply === null || reply === undefined
      ? 'nothing'
      : `"${typeof reply === 'string' ? reply.slice(0, 100) : reply.toString('utf8', 0, 100)}"`;
  const message = `The server answered with ${got} where ${wanted} was expected. Is it a Redis?`;
  return new MillraceError('redis', message, { reply: got, code: 'ERR' });
}
