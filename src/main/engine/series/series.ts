import { MillraceError } from '#shared/rpc/errors.ts';
import type { Connection } from '../connections/connection.ts';
import type { Command, Reply } from '../connections/redis-client.ts';
import { asArray, asNumber, asText } from '../connections/replies.ts';
import { readEpoch } from '../pipelines/epochs.ts';

/** The time buckets up to the server's own time: its time, and the fields that they have in a hash. */
export async function newestBuckets({ client }: Connection, sizeSeconds: number, buckets: number) {
  const [seconds, microseconds] = asArray(await client.call('TIME'));
  const now = asNumber(seconds) * 1_000 + asNumber(microseconds) / 1_000;
  const current = Math.floor(asNumber(seconds) / sizeSeconds) * sizeSeconds;
  const first = current - (buckets - 1) * sizeSeconds;
  const fields = Array.from({ length: buckets }, (_, index) => first + index * sizeSeconds);
  return { now, first, fields };
}

/**
 * The newest buckets of hashes whose fields are unix seconds, up to the server's own time; null where there is no field. Keys of another type are
 * named, and have no values.
 */
export async function readSeries(
  connection: Connection,
  keys: readonly string[],
  sizeSeconds: number,
  buckets: number,
) {
  const { now, first, fields } = await newestBuckets(connection, sizeSeconds, buckets);
  const replies = await connection.client.pipeline(keys.map((key): Command => ['HMGET', key, ...fields]));
  const notHashes: string[] = [];
  const values = replies.map((reply, index) => {
    if (!(reply instanceof MillraceError)) return asArray(reply).map(numberOrNull);
    if (reply.detail?.code !== 'WRONGTYPE') throw reply;
    notHashes.push(keys[index]!);
    return [];
  });
  return { now, first, values, notHashes };
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

/** The value of a bucket; null where there is none, or no number. */
export function numberOrNull(reply: Reply): number | null {
  if (reply === null) return null;
  const number = Number(asText(reply));
  return Number.isFinite(number) ? number : null;
}
