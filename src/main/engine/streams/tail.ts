import type { FieldDecoding } from '#shared/contract/decoding.ts';
import type { StreamTail as TailState, TailDecoding } from '#shared/contract/streams.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { encodeEntry } from '#shared/redis/entry-bytes.ts';
import { compareStreamIds, parseStreamId } from '#shared/redis/stream-id.ts';
import { Changes, pause } from '../changes.ts';
import { backOffMs } from '../connections/back-off.ts';
import type { EntryCondition } from '../conditions/entry-condition.ts';
import type { Connection } from '../connections/connection.ts';
import type { RedisClient } from '../connections/redis-client.ts';
import { asArray, asBuffer } from '../connections/replies.ts';
import { RowFields } from '../decode/field-values.ts';
import type { Feed } from '../feeds/feed.ts';
import { TrafficMeter } from '../measure/traffic-meter.ts';
import { replyCodeOf } from '../connections/commands.ts';
import { deniedCommand } from '../connections/denials.ts';
import { entryOf, sizeOf, type Entry } from './entries.ts';
import { readStreamInfo } from './stream-info.ts';

/** Entries of one stream per read: a burst must not fill the memory before it is in the feed's ring. */
const PER_READ = 500;
/** How long a read waits; between two reads the streams themselves are looked at. */
const BLOCK_MS = 2_000;

interface Tailed {
  readonly key: Buffer;
  readonly meter: TrafficMeter;
  /** What its fields are read as, where that was chosen. */
  decode: readonly FieldDecoding[];
  /** The last id received, or the newest one when the tail began. */
  at: string | null;
  received: number;
  missed: number | null;
  /** `entries-added` when the tail began, less what was received until it was read. */
  addedBefore: number | null;
  problem: string | null;
}

/**
 * Reads the new entries of streams into a feed. It begins at the newest id there is and continues from the last one it got, never from
 * `$`, so nothing between two reads is missed, over a lost connection too. What was deleted before it could be read is counted.
 *
 * @see https://redis.io/docs/latest/commands/xread/
 */
export class StreamTail {
  readonly changes = new Changes();
  readonly #connection: Connection;
  readonly #feed: Feed;
  readonly #condition: EntryCondition;
  readonly #streams: Tailed[];
  readonly #ended = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #client: RedisClient | undefined;
  #tickedAt = performance.now();
  #connected = false;
  #problem: string | null = null;
  #filteredOut = 0;
  #failure: MillraceError | undefined;

  /** @param condition of what is kept; the tail closes it */
  constructor(connection: Connection, feed: Feed, keys: readonly Uint8Array[], condition: EntryCondition) {
    this.#connection = connection;
    this.#feed = feed;
    this.#condition = condition;
    this.#streams = keys.map(key => ({
      key: Buffer.from(key),
      meter: new TrafficMeter(),
      decode: [],
      at: null,
      received: 0,
      missed: null,
      addedBefore: null,
      problem: null,
    }));
    this.#timer = setInterval(() => this.#tick(), 1_000);
    void this.#run();
  }

  /** @throws {MillraceError} what its condition failed with, which ended it: `timeout`, `too-large` */
  state(): TailState {
    if (this.#failure) throw this.#failure;
    return {
      feedId: this.#feed.id,
      connected: this.#connected,
      problem: this.#problem,
      streams: this.#streams.map(({ key, received, meter, at, missed, problem }) => ({
        key,
        received,
        perSecond: meter.snapshot().messagesPerSecond,
        at,
        missed,
        problem,
      })),
      filteredOut: this.#filteredOut,
    };
  }

  /** Rows and the filter read the entries that come from now on as was chosen, in streams that are not named as they look like. */
  decode(chosen: readonly TailDecoding[]): void {
    for (const stream of this.#streams)
      stream.decode = chosen.find(({ key }) => stream.key.equals(key))?.fields ?? [];
  }

  close(): void {
    clearInterval(this.#timer);
    this.#ended.abort();
    this.#condition.close();
    this.#client?.close('the tail was closed');
  }

  async #run(): Promise<void> {
    const { signal } = this.#ended;
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        await this.#connection.ready(signal);
        this.#client = await this.#connection.dedicated({ purpose: 'tail', blocking: true, signal });
        await this.#inspect(this.#client);
        this.#connected = true;
        this.#problem = null;
        attempt = 0;
        this.changes.notify();
        for (;;) {
          await this.#read(this.#client, signal);
          await this.#inspect(this.#client);
        }
      } catch (error) {
        if (signal.aborted) return;
        this.#problem = error instanceof Error ? error.message : String(error);
        this.#connected = false;
        this.changes.notify();
        this.#client?.close('the tail starts over');
      }
      await pause(backOffMs(Math.max(1, attempt)), signal);
    }
  }

  /** Reads until nothing comes for a while. */
  async #read(client: RedisClient, signal: AbortSignal): Promise<void> {
    const readable = this.#streams.filter(stream => stream.problem === null);
    if (readable.length === 0) return pause(BLOCK_MS, signal);
    try {
      for (const until = performance.now() + BLOCK_MS; performance.now() < until;) {
        const keys = readable.map(stream => stream.key);
        const ids = readable.map(stream => stream.at!);
        const reply = await client.call(
          'XREAD',
          'COUNT',
          PER_READ,
          'BLOCK',
          BLOCK_MS,
          'STREAMS',
          ...keys,
          ...ids,
        );
        if (reply === null) return;
        for (const item of asArray(reply)) {
          const [name, entries] = asArray(item);
          const key = asBuffer(name);
          const stream = readable.find(candidate => candidate.key.equals(key))!;
          await this.#receive(stream, asArray(entries).map(entryOf));
        }
        this.changes.notify();
      }
    } catch (error) {
      // One of them became another type, or vanished while it was waited on; `inspect` finds out which.
      const code = replyCodeOf(error);
      if (code !== 'WRONGTYPE' && code !== 'UNBLOCKED') throw error;
    }
  }

  async #receive(stream: Tailed, entries: readonly Entry[]): Promise<void> {
    const receivedAt = Date.now();
    const matching = await this.#matching(stream, entries);
    const rows = new RowFields(stream.decode);
    for (const [index, entry] of entries.entries()) {
      stream.at = entry.id;
      stream.received++;
      stream.meter.count(sizeOf(entry));
      if (matching[index]) {
        this.#feed.append(receivedAt, stream.key, undefined, encodeEntry(entry.id, rows.of(entry.fields)));
      } else {
        this.#filteredOut++;
      }
    }
  }

  /** What ends the condition ends the tail: reading on without it would show what nobody asked for. */
  async #matching({ key, decode }: Tailed, entries: readonly Entry[]): Promise<boolean[]> {
    try {
      return await this.#condition.matching(key, entries, null, decode);
    } catch (error) {
      if (this.#ended.signal.aborted) throw error;
      this.#failure = error as MillraceError;
      this.close();
      this.changes.notify();
      throw error;
    }
  }

  /** Looks at the streams themselves: where to begin, whether they are still what they were, and what was missed. */
  async #inspect(client: RedisClient): Promise<void> {
    const replies = await client.pipeline(this.#streams.map(stream => ['XINFO', 'STREAM', stream.key]));
    for (const [index, reply] of replies.entries()) {
      const stream = this.#streams[index]!;
      if (!(reply instanceof MillraceError)) {
        stream.problem = null;
        this.#follow(stream, readStreamInfo(reply));
      } else if (deniedCommand(reply) !== null) {
        // Where it begins is told by its newest entry too; what was added and deleted between two looks is not.
        stream.problem = null;
        const newest = await this.#newestId(client, stream);
        stream.at ??= newest;
      } else if (/no such key/i.test(String(reply.detail?.reply))) {
        // Not there yet, or deleted: when it is made (again) its ids begin anew.
        stream.problem = null;
        stream.at = '0-0';
        stream.addedBefore = -stream.received;
      } else if (reply.code === 'redis' || reply.code === 'denied') {
        stream.problem = reply.message;
      } else {
        throw reply;
      }
    }
    this.changes.notify();
  }

  async #newestId(client: RedisClient, stream: Tailed): Promise<string | null> {
    try {
      const [newest] = asArray(await client.call('XREVRANGE', stream.key, '+', '-', 'COUNT', 1));
      return newest === undefined ? '0-0' : entryOf(newest).id;
    } catch (error) {
      if (!(error instanceof MillraceError) || (error.code !== 'redis' && error.code !== 'denied'))
        throw error;
      stream.problem = error.message;
      return null;
    }
  }

  #follow(stream: Tailed, info: ReturnType<typeof readStreamInfo>): void {
    const { lastGeneratedId, entriesAdded } = info;
    if (stream.at === null) {
      stream.at = lastGeneratedId;
      stream.addedBefore = entriesAdded;
    } else if (compareStreamIds(parseStreamId(lastGeneratedId), parseStreamId(stream.at)) < 0) {
      // Deleted and made again between two looks, with smaller ids.
      stream.at = '0-0';
      stream.addedBefore = -stream.received;
    }
    if (entriesAdded === null || stream.addedBefore === null) stream.missed = null;
    else if (stream.at === lastGeneratedId)
      stream.missed = Math.max(0, entriesAdded - stream.addedBefore - stream.received);
    else stream.missed ??= 0;
  }

  #tick(): void {
    const now = performance.now();
    const others = this.#streams.filter(({ meter }) => meter.tick(now - this.#tickedAt));
    this.#tickedAt = now;
    if (others.length > 0) this.changes.notify();
  }
}
