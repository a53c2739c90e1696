import { MillraceError } from '#shared/rpc/errors.ts';
import type { Connection } from '../connections/connection.ts';
import type { Command, Reply } from '../connections/redis-client.ts';
import { asArray, asMap, asNumber } from '../connections/replies.ts';
import { findNames } from './names.ts';
import { newestBuckets, numberOrNull } from './series.ts';

/** So many go with one write: the server, its other clients and the rest of the engine get their turn between two. */
const FIELDS_PER_WRITE = 5_000;

/** Series by what they sum up to over the newest buckets, largest first; and the keys that are no hash. */
export async function busiestSeries(
  connection: Connection,
  prefix: string,
  members: string | null,
  sizeSeconds: number,
  buckets: number,
) {
  const { client } = connection;
  const { names, more } = await findNames(connection, prefix, members);
  const { fields } = await newestBuckets(connection, sizeSeconds, buckets);
  const wanted = new Set(fields.map(String));
  const series: { name: string; sum: number }[] = [];
  const notHashes: string[] = [];

  const lengths = await client.pipeline(names.map((name): Command => ['HLEN', prefix + name]));
  const namesPerWrite = Math.max(1, Math.floor(FIELDS_PER_WRITE / buckets));
  for (let from = 0; from < names.length; from += namesPerWrite) {
    const some = names.slice(from, from + namesPerWrite).map((name, index) => {
      const length = lengths[from + index]!;
      return { name, isSmall: !(length instanceof MillraceError) && asNumber(length) <= buckets };
    });
    const replies = await client.pipeline(
      // A hash with fewer fields than there are buckets is quicker read whole: few of the buckets are in it.
      some.map(({ name, isSmall }): Command =>
        isSmall ? ['HGETALL', prefix + name] : ['HMGET', prefix + name, ...fields],
      ),
    );
    for (const [index, { name, isSmall }] of some.entries()) {
      const reply = replies[index]!;
      if (!(reply instanceof MillraceError)) {
        const values = isSmall ? valuesAt(asMap(reply), wanted) : asArray(reply);
        series.push({ name, sum: sumOf(values) });
      } else if (reply.detail?.code === 'WRONGTYPE') notHashes.push(name);
      else throw reply;
    }
  }
  // The names are sorted already: equal sums stay in their order.
  series.sort((a, b) => b.sum - a.sum);
  return { series, notHashes, more };
}

function valuesAt(hash: ReadonlyMap<string, Reply>, wanted: ReadonlySet<string>): Reply[] {
  return [...hash].filter(([field]) => wanted.has(field)).map(([, value]) => value);
}

function sumOf(values: readonly Reply[]): number {
  return values.reduce<number>((sum, value) => sum + (numberOrNull(value) ?? 0), 0);
}
