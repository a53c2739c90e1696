import type { RedisReply } from '#shared/redis/reply/reply.ts';
import { isAggregate } from '#shared/redis/reply/reply.ts';
import { keyText, pairsOf } from '#shared/redis/reply/json-text.ts';
import { utf8Text } from '#shared/redis/text.ts';

/** Sends one command beside those of the person: to find out what they are about to do, or have done. */
export type Ask = (...words: (string | Uint8Array)[]) => Promise<RedisReply>;

/** Null for an error, and for what is not a number. */
export function numberOf(reply: RedisReply | undefined): number | null {
  const text = textOf(reply);
  return text === null || text === '' || !Number.isFinite(Number(text)) ? null : Number(text);
}

/** Null for an error, nil, and lists. */
export function textOf(reply: RedisReply | undefined): string | null {
  if (reply === undefined || reply.type === 'error') return null;
  if (reply.type === 'string' || reply.type === 'verbatim') return utf8Text(reply.bytes);
  return 'text' in reply ? reply.text : null;
}

/** The bytes of a string; null for anything else. */
export function bytesOf(reply: RedisReply | undefined): Uint8Array | null {
  return reply?.type === 'string' ? reply.bytes : null;
}

/** None for what is not a list. */
export function itemsOf(reply: RedisReply | undefined): readonly RedisReply[] {
  return reply !== undefined && isAggregate(reply) ? reply.items : [];
}

/** How many a list has, also those that were not kept; 0 for what is not a list. */
export function lengthOf(reply: RedisReply | undefined): number {
  return reply !== undefined && isAggregate(reply) ? reply.length : 0;
}

/** A map by its names; RESP2 sends it as a list of names and values. */
export function fieldsOf(reply: RedisReply | undefined): ReadonlyMap<string, RedisReply> {
  return new Map(pairsOf(itemsOf(reply)).map(([name, value]) => [keyText(name), value]));
}

/** A section of INFO by its names; none where it may not be read. */
export async function infoFields(ask: Ask, section: string): Promise<ReadonlyMap<string, string>> {
  const text = textOf(await ask('INFO', section)) ?? '';
  return new Map(
    text.split('\r\n').flatMap(line => {
      const colon = line.indexOf(':');
      return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 1)]] : [];
    }),
  );
}
