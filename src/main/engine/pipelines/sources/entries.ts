import { isUtf8 } from 'node:buffer';
import { compareStreamIds, parseStreamId } from '#shared/redis/stream-id.ts';
import { utf8Text } from '#shared/redis/text.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { RedisClient, Reply } from '../../connections/redis-client.ts';
import { asArray, asBuffer, asMap, asText } from '../../connections/replies.ts';
import { newEvent, type SourceEvent } from '../events/event.ts';
import type { RedisLink } from '../run/redis-link.ts';

/**
 * Answers "everything up to now has been read": once the newest ids of that moment have been reached, or with the first read that began after the
 * question and found nothing.
 */
export class CatchUp {
  #waiting: { since: number; targets: ReadonlyMap<string, string>; resolve: () => void }[] = [];
  #round = 0;

  begin(): number {
    return ++this.#round;
  }

  /** @param last the id read last of each key */
  end(round: number, foundNothing: boolean, last: ReadonlyMap<string, string>): void {
    if (this.#waiting.length === 0) return;
    const isReached = ([key, target]: [string, string]) =>
      compareStreamIds(parseStreamId(last.get(key) ?? '0-0'), parseStreamId(target)) >= 0;
    const open = [];
    for (const waiting of this.#waiting) {
      const { since, targets, resolve } = waiting;
      if ((foundNothing && since < round) || [...targets].every(isReached)) resolve();
      else open.push(waiting);
    }
    this.#waiting = open;
  }

  /** @throws when Redis does not answer */
  async wait(link: RedisLink, keys: readonly string[]): Promise<void> {
    const client = await link.client('catch-up');
    const targets = new Map<string, string>();
    try {
      for (const key of keys) targets.set(key, await startOf(client, key, '$'));
    } finally {
      client.close('done');
    }
    await new Promise<void>(resolve => this.#waiting.push({ since: this.#round, targets, resolve }));
  }
}

export interface Entry {
  key: string;
  id: string;
  /** Names and values in turn; null when the entry was deleted while it was pending. */
  fields: Reply[] | null;
}

/** The entries of an XREAD or XREADGROUP reply. */
export function* entriesOf(reply: Reply): Generator<Entry> {
  if (reply === null) return;
  for (const stream of asArray(reply)) {
    const [name, entries] = asArray(stream);
    yield* entriesIn(asText(name), asArray(entries));
  }
}

/** The entries of an XRANGE or XCLAIM reply. */
export function* entriesIn(key: string, entries: Reply[]): Generator<Entry> {
  for (const entry of entries) {
    if (entry === null) continue;
    const [id, fields] = asArray(entry);
    yield { key, id: asText(id), fields: fields === null || fields === undefined ? null : asArray(fields) };
  }
}

/** The payload of one field, or all fields as strings, those that are not UTF-8 as their bytes; of a repeated name the last, as Redis clients with maps give it. */
export function eventOf(
  key: string,
  id: string,
  fields: Reply[] | null,
  payloadField: string | undefined,
): SourceEvent {
  const event = newEvent(null, Date.now());
  event.key = key;
  event.id = id;
  if (fields === null) {
    event.gone = true;
    return event;
  }
  // Redis sends them as bulk strings, which are Buffers.
  event.fields = fields as Buffer[];
  if (payloadField === undefined) {
    const value: Record<string, unknown> = {};
    for (let index = 0; index + 1 < fields.length; index += 2) {
      const name = utf8Text(asBuffer(fields[index]));
      if (name === null)
        event.unreadable = { reason: 'the name of a field is not valid UTF-8', path: ['source'] };
      else if (name === '__proto__')
        Object.defineProperty(value, name, { value: textOrBytes(fields[index + 1]), enumerable: true });
      else value[name] = textOrBytes(fields[index + 1]);
    }
    event.value = value;
    return event;
  }
  for (let index = 0; index + 1 < fields.length; index += 2) {
    if (asText(fields[index]) === payloadField) event.payload = asBuffer(fields[index + 1]);
  }
  // Without the field there is nothing to decode: as JSON it is invalid, which is what it is.
  event.payload ??= Buffer.alloc(0);
  return event;
}

function textOrBytes(reply: Reply | undefined): string | Buffer {
  const bytes = asBuffer(reply);
  return isUtf8(bytes) ? bytes.toString() : bytes;
}

/** An id to read on from; "$" is pinned now, so that nothing is missed until the first read. */
export async function startOf(client: RedisClient, key: string, from: string): Promise<string> {
  if (from !== '$') return from === '0' ? '0-0' : from;
  try {
    return asText(asMap(await client.call('XINFO', 'STREAM', key)).get('last-generated-id'));
  } catch (error) {
    if (error instanceof MillraceError && /no such key/i.test(String(error.detail?.reply))) return '0-0';
    throw error;
  }
}
