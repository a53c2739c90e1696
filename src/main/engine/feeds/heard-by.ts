import type { HeardBy } from '#shared/contract/feeds.ts';

/** What messages are heard by, by the numbers that a feed's rows carry: a channel's name, a pattern, or a sharded channel's name. */
export interface HeardByNumbers {
  channels: number[];
  patterns: number[];
  shards: number[];
}

/** @param find the number of a name that some row has; a name without one is in no row */
export function heardByNumbers(
  heardBy: readonly HeardBy[],
  find: (name: Buffer) => number | undefined,
): HeardByNumbers {
  const numbersOf = (kind: HeardBy['kind']) =>
    heardBy
      .filter(source => source.kind === kind)
      .map(source => find(Buffer.from(source.name)))
      .filter(number => number !== undefined);
  return { channels: numbersOf('channel'), patterns: numbersOf('pattern'), shards: numbersOf('shard') };
}

/** Whether a row is among them. A channel takes in what was heard of it by a pattern; a sharded one of the same name is another. */
export function heardByTest(
  numbers: HeardByNumbers,
): (channel: number, pattern: number | undefined, isSharded: boolean) => boolean {
  const channels = new Set(numbers.channels);
  const patterns = new Set<number | undefined>(numbers.patterns);
  const shards = new Set(numbers.shards);
  return (channel, pattern, isSharded) =>
    isSharded ? shards.has(channel) : channels.has(channel) || patterns.has(pattern);
}
