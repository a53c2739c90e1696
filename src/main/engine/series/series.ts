import { MillraceError } from '#shared/rpc/errors.ts';
import type { Connection } from '../connections/connection.ts';
import type { Command, Reply } from '../connections/redis-client.ts';
import { asArray, asNumber, asText } from '../connections/replies.ts';

const MAX_NAMES = 1_000;
/** SCAN goes through the whole keyspace: it is given up after so many steps. */
const MAX_SCANS = 500;

/** Names behind a prefix: the members of a set, or the keys of hashes that begin with it. */
export async function findSeries(connection: Connection, prefix: string, members: string | null) {
  const { client } = connection;
  const names = new Set<string>();
  let more = false;
  if (members !== null) {
    for (const name of asArray(await client.call('SMEMBERS', members))) names.add(asText(name));
  } else {
    let cursor = '0';
    const pattern = `${prefix.replaceAll(/[\\*?[\]]/g, String.raw`\$&`)}*`;
    for (let scans = 0; ; scans++) {
      const [next, keys] = asArray(
        await client.call('SCAN', cursor, 'MATCH', pattern, 'COUNT', 1_000, 'TYPE', 'hash'),
      );
      for (const key of asArray(keys)) names.add(asText(key).slice(prefix.length));
      cursor = asText(next);
      if (cursor === '0') break;
      if (names.size > MAX_NAMES || scans > MAX_SCANS) {
        more = true;
        break;
      }
    }
  }
  const sorted = [...names].sort();
  return { names: sorted.slice(0, MAX_NAMES), more: more || sorted.length > MAX_NAMES };
}

/** The newest buckets of hashes whose fields are unix seconds, up to the server's own time; null where there is no field. */
export async function readSeries(
  connection: Connection,
  keys: readonly string[],
  sizeSeconds: number,
  buckets: number,
) {
  const { client } = connection;
  const [seconds, microseconds] = asArray(await client.call('TIME'));
  const now = asNumber(seconds) * 1_000 + asNumber(microseconds) / 1_000;
  const current = Math.floor(asNumber(seconds) / sizeSeconds) * sizeSeconds;
  const first = current - (buckets - 1) * sizeSeconds;
  const fields = Array.from({ length: buckets }, (_, index) => first + index * sizeSeconds);
  const replies = await client.pipeline(keys.map((key): Command => ['HMGET', key, ...fields]));
  const values = replies.map(reply => {
    if (reply instanceof MillraceError) throw reply;
    return asArray(reply).map(numberOrNull);
  });
  return { now, first, values };
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
  const stored = await client.call('GET', epochKey);
  const highest = stored === null ? null : Number(asText(stored));
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

function numberOrNull(reply: Reply): number | null {
  if (reply === null) return null;
  const number = Number(asText(reply));
  return Number.isFinite(number) ? number : null;
}
