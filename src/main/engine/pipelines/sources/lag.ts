import type { PipelineFigures } from '#shared/contract/pipelines.ts';
import type { SourceSpec } from '#shared/pipeline/schema.ts';
import type { RedisClient } from '../../connections/redis-client.ts';
import { asArray, asMap, asText } from '../../connections/replies.ts';
import type { RedisLink } from '../run/redis-link.ts';

type StreamSpec = Extract<SourceSpec, { type: 'stream' }>;

/** How far a pipeline is behind what there is for it to read. */
export type Lag = PipelineFigures['lag'];

const READ_EVERY_MS = 2_000;

/**
 * Asks Redis how far a stream source is behind: on a client of its own, as the source's may be blocked for as long as nothing comes, and only while
 * somebody looks. What could not be read is unknown.
 */
export class LagProbe {
  readonly #spec: StreamSpec;
  readonly #link: RedisLink;
  readonly #readUpTo: () => ReadonlyMap<string, string>;
  #client: RedisClient | null = null;
  #lag: number | null = null;
  #readAt = -Infinity;
  #isClosed = false;

  /** @param readUpTo the id read last of each key, where there is no group that knows it */
  constructor(spec: StreamSpec, link: RedisLink, readUpTo: () => ReadonlyMap<string, string>) {
    this.#spec = spec;
    this.#link = link;
    this.#readUpTo = readUpTo;
  }

  /** What was found last. Has it read anew for the next look, unless it was a moment ago. */
  look(): Lag {
    const now = performance.now();
    if (now - this.#readAt >= READ_EVERY_MS && !this.#isClosed) {
      this.#readAt = now;
      void this.#read();
    }
    return streamLag(this.#spec, this.#lag);
  }

  close(): void {
    this.#isClosed = true;
    this.#client?.close('the pipeline ended');
  }

  async #read(): Promise<void> {
    try {
      if (!this.#client || this.#client.closed) this.#client = await this.#link.client('lag');
      const client = this.#client;
      const { keys, group } = this.#spec;
      this.#lag = await (group === undefined
        ? msBehind(client, keys, this.#readUpTo())
        : entriesLeft(client, keys, group));
    } catch {
      // The source itself says when Redis is away.
      this.#lag = null;
    }
    if (this.#isClosed) this.close();
  }
}

/** @param read what a probe has found; null where none could look */
export function shownLag(source: SourceSpec, read: Lag | null, waiting: number): Lag {
  if (source.type !== 'stream') return { kind: 'waiting', waiting };
  return read ?? streamLag(source, null);
}

function streamLag({ group }: StreamSpec, lag: number | null): Lag {
  return group === undefined ? { kind: 'behind', ms: lag } : { kind: 'entries', entries: lag };
}

/** The sum over the keys; null when the server does not know it of one of them, which it says itself, or is too old to say. */
async function entriesLeft(
  client: RedisClient,
  keys: readonly string[],
  group: string,
): Promise<number | null> {
  let sum = 0;
  for (const key of keys) {
    const groups = asArray(await client.call('XINFO', 'GROUPS', key)).map(asMap);
    const lag = groups.find(found => asText(found.get('name')) === group)?.get('lag');
    if (lag === null || lag === undefined) return null;
    sum += Number(asText(lag));
  }
  return sum;
}

/** Of the key that is furthest behind; null when nothing of it has been read. */
async function msBehind(
  client: RedisClient,
  keys: readonly string[],
  readUpTo: ReadonlyMap<string, string>,
): Promise<number | null> {
  let most = 0;
  for (const key of keys) {
    const newest = timeOf(asText(asMap(await client.call('XINFO', 'STREAM', key)).get('last-generated-id')));
    const id = readUpTo.get(key);
    if (id === undefined) return null;
    const read = timeOf(id);
    // It has not come to the first entry: there is no time to count from.
    if (read === 0 && newest > 0) return null;
    most = Math.max(most, newest - read);
  }
  return most;
}

function timeOf(id: string): number {
  return Number(id.split('-')[0]);
}
