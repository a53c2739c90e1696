import type { TestServer } from '../support/redis-server.ts';

export const KEYS = ['red', 'green', 'blue', 'black', 'white'];

export type Counts = Record<string, number>;

export const sum = (counts: Counts): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/**
 * How often each key was given: what has to be counted, no more and no less. Events that Redis is given are counted by Redis in the transaction that
 * gives them, so that what Redis loses is lost on both sides; those of a feed outside are counted here.
 */
export interface Given {
  counts(): Promise<Counts>;
  /** Only these have been given: the rest is lost, and was found to be within what may be lost. */
  set(counts: Counts): Promise<void>;
}

/** The hash in which Redis counts. */
export const GIVEN = 'given';

export function givenInRedis(server: TestServer): Given {
  return {
    async counts() {
      const flat = ((await server.ask('HGETALL', GIVEN)) as Buffer[]).map(String);
      const counts = noCounts();
      for (let index = 0; index + 1 < flat.length; index += 2) counts[flat[index]!] = Number(flat[index + 1]);
      return counts;
    },
    async set(counts) {
      await server.ask('HSET', GIVEN, ...Object.entries(counts).flat());
    },
  };
}

export const noCounts = (): Counts => Object.fromEntries(KEYS.map(key => [key, 0]));

/** What a pipeline's guarantee in words leaves open: its bounds, for each key. */
export interface Promised {
  /** What was lost before the pipeline could read it: so many at most. */
  readonly lost: Counts;
  /** Some may come again. */
  readonly atLeastOnce: boolean;
  /** Some may not be heard. */
  readonly atMostOnce: boolean;
}

/** Where what was counted is not what was promised. */
export function differences(
  given: Counts,
  counted: Counts,
  { lost, atLeastOnce, atMostOnce }: Promised,
): string[] {
  return KEYS.flatMap(key => {
    const [should, is, mayLack] = [given[key] ?? 0, counted[key] ?? 0, lost[key] ?? 0];
    const isTooLow = !atMostOnce && is < should - mayLack;
    const isTooHigh = !atLeastOnce && is > should;
    const less = mayLack > 0 ? `, of which ${mayLack} may be lost` : '';
    return isTooLow || isTooHigh ? [`${key}: given ${should} times${less}, counted ${is} times`] : [];
  });
}
