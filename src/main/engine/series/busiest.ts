import { MillraceError } from '#shared/rpc/errors.ts';
import type { Connection } from '../connections/connection.ts';
import type { Command, Reply } from '../connections/redis-client.ts';
import { asArray } from '../connections/replies.ts';
import { findCandidates } from './names.ts';
import { newestBuckets, numberOrNull } from './series.ts';

/** So many go with one write: the server and its other clients get their turn between two. */
const FIELDS_PER_WRITE = 20_000;

/** Series by what they sum up to over the newest buckets, largest first; and the keys that are no hash. */
export async function busiestSeries(
  connection: Connection,
  prefix: string,
  members: string | null,
  sizeSeconds: number,
  buckets: number,
) {
  const { names, more } = await findCandidates(connection, prefix, members);
  const { fields } = await newestBuckets(connection, sizeSeconds, buckets);
  const series: { name: string; sum: number }[] = [];
  const notHashes: string[] = [];
  const namesPerWrite = Math.max(1, Math.floor(FIELDS_PER_WRITE / buckets));
  for (let from = 0; from < names.length; from += namesPerWrite) {
    const some = names.slice(from, from + namesPerWrite);
    const replies = await connection.client.pipeline(
      some.map((name): Command => ['HMGET', prefix + name, ...fields]),
    );
    for (const [index, name] of some.entries()) {
      const reply = replies[index]!;
      if (!(reply instanceof MillraceError)) series.push({ name, sum: sumOf(reply) });
      else if (reply.detail?.code === 'WRONGTYPE') notHashes.push(name);
      else throw reply;
    }
  }
  // The names are sorted already: equal sums stay in their order.
  series.sort((a, b) => b.sum - a.sum);
  return { series, notHashes, more };
}

function sumOf(reply: Reply): number {
  return asArray(reply).reduce<number>((sum, value) => sum + (numberOrNull(value) ?? 0), 0);
}
