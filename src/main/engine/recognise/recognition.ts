import { utf8Text } from '#shared/redis/text.ts';
import type { Connection } from '../connections/connection.ts';
import type { Reply } from '../connections/redis-client.ts';
import { asArray, asBuffer, asText } from '../connections/replies.ts';
import type { Feed } from '../feeds/feed.ts';
import type { ChannelEvidence, Lookup, StreamEvidence } from './evidence.ts';
import { readKey } from './read-key.ts';
import { ask, readBeside, textOf, type Client } from './read-beside.ts';
import {
  recogniseChannel,
  recogniseKey,
  recognisePrefix,
  recogniseStream,
  recognisers,
  type Recognised,
} from './recognisers.ts';

/** What was found is not looked for again before. */
const KEPT_MS = 60_000;
const MOST_KEPT = 10_000;
/** An entry that is larger on average is not read for this. */
const MOST_ENTRY_BYTES = 256 * 1024;
/** Messages of a feed that are looked through for the newest of each channel. */
const MOST_ROWS = 2_000;

/** For whose data a server has: steps of SCAN, keys in each, and keys of them that are judged. */
const MOST_STEPS = 5;
const STEP = 1_000;
const MOST_SAMPLED = 200;

interface ServerVerdicts {
  frameworks: (Recognised & { keys: number; key: string })[];
  looked: number;
}

/** Whose data the streams, keys and channels of a server are. It only reads, and remembers for a minute what it found. */
export class Recognition {
  readonly #found = new WeakMap<Connection, Map<string, { at: number; verdict: Recognised | null }>>();

  streams(connection: Connection, keys: readonly Uint8Array[]): Promise<(Recognised | null)[]> {
    return this.#remembered(connection, 'stream', keys, name => readStream(connection.client, name));
  }

  keys(connection: Connection, keys: readonly Uint8Array[]): Promise<(Recognised | null)[]> {
    return this.#remembered(connection, 'key', keys, async name => {
      const read = await readKey(connection.client, name);
      return read === 'stream' ? readStream(connection.client, name) : read && recogniseKey(read);
    });
  }

  /** @param samples some of the keys that begin with it */
  async prefix(connection: Connection, samples: readonly Uint8Array[]): Promise<Recognised | null> {
    const verdicts = await this.keys(connection, samples);
    return recognisePrefix(
      samples.map((key, index) => ({ key: utf8Text(key) ?? '', verdict: verdicts[index]! })),
    );
  }

  /** Whose keys a database has, going by some of them: a few steps of SCAN, whatever its size. */
  async server(connection: Connection): Promise<ServerVerdicts> {
    const names: Buffer[] = [];
    let cursor = '0';
    for (let step = 0; step < MOST_STEPS; step++) {
      const [next, keys] = asArray(await connection.client.call('SCAN', cursor, 'COUNT', STEP));
      names.push(...asArray(keys).map(asBuffer));
      cursor = asText(next);
      if (cursor === '0') break;
    }
    const every = Math.max(1, Math.ceil(names.length / MOST_SAMPLED));
    const sample = names.filter((_, index) => index % every === 0);
    const verdicts = await this.keys(connection, sample);
    const found = new Map<string, ServerVerdicts['frameworks'][number]>();
    for (const [index, verdict] of verdicts.entries()) {
      if (!verdict) continue;
      const before = found.get(verdict.framework);
      const isBetter = !before || (before.certainty === 'likely' && verdict.certainty === 'certain');
      const best = isBetter ? { ...verdict, key: textOf(sample[index]) ?? '' } : before;
      found.set(verdict.framework, { ...best, keys: (before?.keys ?? 0) + 1 });
    }
    return { frameworks: [...found.values()].sort((a, b) => b.keys - a.keys), looked: sample.length };
  }

  /** @param feed what was heard */
  channels(connection: Connection, feed: Feed, names: readonly Uint8Array[]): Promise<(Recognised | null)[]> {
    const payloads = newestPayloads(feed);
    return this.#remembered(connection, 'channel', names, name =>
      readChannel(connection.client, name, payloads.get(name) ?? null),
    );
  }

  async #remembered(
    connection: Connection,
    kind: string,
    names: readonly Uint8Array[],
    read: (name: string) => Promise<Recognised | null>,
  ): Promise<(Recognised | null)[]> {
    let found = this.#found.get(connection);
    if (!found || found.size > MOST_KEPT) this.#found.set(connection, (found = new Map()));
    return Promise.all(
      names.map(async bytes => {
        const name = utf8Text(bytes);
        // Frameworks name what is theirs in plain text.
        if (name === null) return null;
        const key = `${kind} ${name}`;
        const known = found.get(key);
        if (known && Date.now() - known.at < KEPT_MS) return known.verdict;
        const verdict = await read(name);
        found.set(key, { at: Date.now(), verdict });
        return verdict;
      }),
    );
  }
}

async function readStream(client: Client, key: string): Promise<Recognised | null> {
  const [groups, length, memory, beside] = await Promise.all([
    ask(client, ['XINFO', 'GROUPS', key]),
    ask(client, ['XLEN', key]),
    ask(client, ['MEMORY', 'USAGE', key, 'SAMPLES', 1]),
    readBeside(client, lookupsOf(key)),
  ]);
  const isSmall = Number(memory ?? 0) <= MOST_ENTRY_BYTES * Math.max(1, Number(length ?? 0));
  const newest = isSmall ? await ask(client, ['XREVRANGE', key, '+', '-', 'COUNT', 1]) : null;
  return recogniseStream({ key, groups: groupNames(groups), ...entryOf(newest), beside });
}

async function readChannel(
  client: Client,
  name: string,
  payload: Uint8Array | null,
): Promise<Recognised | null> {
  const evidence: ChannelEvidence = { name, payload, beside: await readBeside(client, lookupsOf(name)) };
  return recogniseChannel(evidence);
}

function lookupsOf(name: string): Lookup[] {
  return recognisers.flatMap(({ looksUp }) => looksUp?.(name) ?? []);
}

/** XINFO GROUPS by position: RESP2 has a flat list of names and values for each. */
function groupNames(reply: Reply): string[] {
  if (!Array.isArray(reply)) return [];
  return reply.flatMap(group => {
    const at = Array.isArray(group) ? group.findIndex(item => textOf(item) === 'name') : -1;
    const name = at < 0 ? null : textOf((group as Reply[])[at + 1]);
    return name ?? [];
  });
}

function entryOf(reply: Reply): Pick<StreamEvidence, 'fields' | 'lastId'> {
  const [entry] = Array.isArray(reply) ? reply : [];
  if (!Array.isArray(entry) || !Array.isArray(entry[1])) return { fields: [], lastId: null };
  const flat = entry[1] as Buffer[];
  const fields = Array.from(
    { length: flat.length / 2 },
    (_, index) => [textOf(flat[2 * index]) ?? '', flat[2 * index + 1]!] as const,
  );
  return { fields, lastId: textOf(entry[0]) };
}

function newestPayloads(feed: Feed): ReadonlyMap<string, Uint8Array> {
  const { nextSeq, firstSeq } = feed.counters();
  const payloads = new Map<string, Uint8Array>();
  for (let seq = nextSeq - 1; seq >= Math.max(firstSeq, nextSeq - MOST_ROWS); seq--) {
    const row = feed.ring.at(seq);
    if (!row || feed.gapAt(seq)) continue;
    const name = utf8Text(feed.name(row.channel));
    if (name !== null && !payloads.has(name)) payloads.set(name, new Uint8Array(row.payload));
  }
  return payloads;
}
