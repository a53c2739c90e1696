import { MAX_LINES } from '#shared/contract/series.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Connection } from '../connections/connection.ts';
import type { Command } from '../connections/redis-client.ts';
import { asNumber } from '../connections/replies.ts';
import { isWhole, MAX_WHOLE_FIELDS, newestBuckets, readHash, valuesOf } from './buckets.ts';
import { findNames } from './names.ts';

/** So many fields go with one write: the server, its other clients and the rest of the engine get their turn between two. */
const FIELDS_PER_WRITE = 5_000;
/** Fields of all hashes together, where hashes are read whole. */
const MAX_FIELDS = 200_000;

/**
 * Series by what they sum up to over the newest buckets, largest first; what those sum up to that are not drawn; and the keys that are not hashes.
 *
 * @param drawn names; null for the busiest eight
 */
export async function busiestSeries(
  connection: Connection,
  prefix: string,
  members: string | null,
  sizeSeconds: number,
  count: number,
  drawn: readonly string[] | null = null,
) {
  const { client } = connection;
  const { names, more } = await findNames(connection, prefix, members);
  const buckets = await newestBuckets(connection, sizeSeconds, count);
  const lengths = await client.pipeline(names.map((name): Command => ['HLEN', prefix + name]));
  const wholeUpTo = Math.max(count, Math.min(MAX_WHOLE_FIELDS, MAX_FIELDS / names.length));
  const hashes = names.map((name, index) => {
    const length = lengths[index]!;
    // A size that may not be asked for may be any: then only the fields at the intervals are read.
    const whole = isWhole(length, wholeUpTo);
    return { name, whole, cost: whole && !(length instanceof MillraceError) ? asNumber(length) : count };
  });
  const series: { name: string; sum: number }[] = [];
  const isDrawn = drawn && new Set(drawn);
  /** Of the largest so far, each by its name: what a larger one drives out is one of the others. */
  const largest = new Map<string, { sum: number; values: Values }>();
  const others: Values = Array.from({ length: buckets.count }, () => null);
  const notHashes: string[] = [];
  for (const some of inPortions(hashes, FIELDS_PER_WRITE)) {
    const replies = await client.pipeline(
      some.map(({ name, whole }) => readHash(prefix + name, whole, buckets)),
    );
    for (const [index, { name, whole }] of some.entries()) {
      const reply = replies[index]!;
      if (!(reply instanceof MillraceError)) {
        const values = valuesOf(reply, whole, buckets);
        const sum = values.reduce<number>((total, value) => total + (value ?? 0), 0);
        series.push({ name, sum });
        if (isDrawn?.has(name)) continue;
        if (isDrawn) add(others, values);
        else {
          largest.set(name, { sum, values });
          if (largest.size <= MAX_LINES) continue;
          // The last of equal ones, as in the sorted list.
          const [least, { values: its }] = [...largest].reduce((a, b) => (b[1].sum <= a[1].sum ? b : a));
          largest.delete(least);
          add(others, its);
        }
      } else if (reply.detail?.code === 'WRONGTYPE') notHashes.push(name);
      else throw reply;
    }
  }
  // The names are sorted already: equal sums stay in their order.
  series.sort((a, b) => b.sum - a.sum);
  return { series, others: { first: buckets.first, values: others }, notHashes, more };
}

type Values = (number | null)[];

function add(to: Values, values: Values): void {
  for (const [place, value] of values.entries()) if (value !== null) to[place] = (to[place] ?? 0) + value;
}

/** Splits so that each portion costs about as much, and has at least one. */
function* inPortions<T extends { cost: number }>(items: readonly T[], maxCost: number): Generator<T[]> {
  let portion: T[] = [];
  let cost = 0;
  for (const item of items) {
    portion.push(item);
    // A read of nothing is a command all the same.
    cost += item.cost + 1;
    if (cost < maxCost) continue;
    yield portion;
    portion = [];
    cost = 0;
  }
  if (portion.length > 0) yield portion;
}
