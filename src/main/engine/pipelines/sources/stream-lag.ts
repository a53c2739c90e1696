import type { RedisClient } from '../../connections/redis-client.ts';
import { asArray, asMap, asText } from '../../connections/replies.ts';

/** The sum over the keys; null when the server does not know it of one of them, which it says itself, or is too old to say. */
export async function entriesLeft(
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
export async function msBehind(
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
