import { MillraceError } from '#shared/rpc/errors.ts';
import type { Connection } from '../connections/connection.ts';
import type { Command } from '../connections/redis-client.ts';
import { asArray, asNumber, asText } from '../connections/replies.ts';
import { readEpoch } from '../pipelines/checkpoint/epochs.ts';
import { isWhole, MAX_WHOLE_FIELDS, newestBuckets, readHash, secondsOf, valuesOf } from './buckets.ts';

/** So many fields of a large hash are looked at, to see how far apart they are. */
const SAMPLED_FIELDS = 100;

/**
 * The newest buckets of hashes whose fields are unix seconds, up to the server's own time: what falls into each, added up; null where nothing does.
 * Keys of another type are named, and have no values; so are large hashes that hold more than what was read of them.
 */
export async function readSeries(
  connection: Connection,
  keys: readonly string[],
  sizeSeconds: number,
  count: number,
) {
  const { client } = connection;
  const buckets = await newestBuckets(connection, sizeSeconds, count);
  const lengths = await client.pipeline(keys.map((key): Command => ['HLEN', key]));
  const whole = lengths.map(reply => isWhole(reply, MAX_WHOLE_FIELDS));
  const replies = await client.pipeline(keys.map((key, index) => readHash(key, whole[index]!, buckets)));
  const notHashes: string[] = [];
  const values = replies.map((reply, index) => {
    if (!(reply instanceof MillraceError)) return valuesOf(reply, whole[index]!, buckets);
    if (reply.detail?.code !== 'WRONGTYPE') throw reply;
    notHashes.push(keys[index]!);
    return [];
  });
  const large = keys.filter((key, index) => !whole[index] && !notHashes.includes(key));
  const { now, first } = buckets;
  return { now, first, values, notHashes, partlyRead: await finerThan(connection, large, sizeSeconds) };
}

/** The hashes that have fields between the starts of buckets, as far as a sample shows. */
async function finerThan({ client }: Connection, keys: readonly string[], sizeSeconds: number) {
  const samples = await client.pipeline(
    keys.map((key): Command => ['HSCAN', key, 0, 'COUNT', SAMPLED_FIELDS]),
  );
  return keys.filter((_, place) => {
    const sample = samples[place]!;
    // What may not be asked for may be so.
    if (sample instanceof MillraceError && sample.code === 'denied') return true;
    if (sample instanceof MillraceError) throw sample;
    const fields = asArray(asArray(sample)[1]).filter((_field, index) => index % 2 === 0);
    return fields.some(field => (secondsOf(field) ?? 0) % sizeSeconds !== 0);
  });
}

/** One epoch of a leaderboard; the highest where none is asked for. */
export async function readLeaderboard(
  connection: Connection,
  key: string,
  epochKey: string,
  epoch: number | null,
  top: number,
) {
  const { client } = connection;
  const highest = readEpoch(epochKey, await client.call('GET', epochKey));
  const shown = epoch ?? highest;
  if (shown === null) return { epoch: null, highest, members: 0, rows: [] };
  const set = key.replaceAll('{epoch}', String(shown));
  const [members, flat] = await client.pipeline([
    ['ZCARD', set],
    ['ZREVRANGE', set, 0, top - 1, 'WITHSCORES'],
  ]);
  if (members instanceof MillraceError) throw members;
  if (flat instanceof MillraceError) throw flat;
  const parts = asArray(flat);
  const rows = [];
  for (let index = 0; index + 1 < parts.length; index += 2)
    rows.push({ member: asText(parts[index]), score: Number(asText(parts[index + 1])) });
  return { epoch: shown, highest, members: asNumber(members), rows };
}
