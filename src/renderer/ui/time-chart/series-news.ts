import type { OutputOf } from '../../lib/method-names.ts';
import { isNews } from '../../lib/rest.ts';

type Values = readonly (number | null)[];
type Read = OutputOf<'series.read'>;
type Busiest = OutputOf<'series.busiest'>;

/** Whether values came, or other keys are no hashes. That buckets move out of the window as time goes on is no news. */
export const hasNewValues =
  (sizeSeconds: number) =>
  (before: Read, after: Read): boolean => {
    const shift = (after.first - before.first) / sizeSeconds;
    return (
      before.values.length !== after.values.length ||
      isNews(before.notHashes, after.notHashes) ||
      after.values.some((line, index) => haveCome(before.values[index]!, line, shift))
    );
  };

/** Whether a series came or went, or one has more than before; it has less as its buckets move out of the window. */
export const haveGrown =
  (sizeSeconds: number) =>
  (before: Busiest, after: Busiest): boolean => {
    const sums = new Map(before.series.map(({ name, sum }) => [name, sum]));
    const shift = (after.others.first - before.others.first) / sizeSeconds;
    return (
      before.series.length !== after.series.length ||
      isNews(before.notHashes, after.notHashes) ||
      after.series.some(({ name, sum }) => sum > (sums.get(name) ?? -Infinity)) ||
      haveCome(before.others.values, after.others.values, shift)
    );
  };

/** Whether buckets of a line have other values than before. @param shift buckets by which its window has moved */
function haveCome(before: Values, after: Values, shift: number): boolean {
  return after.some((value, index) => value !== (before[index + shift] ?? null));
}

/** Of each query that charts ask: what is news in its answers, and where their windows begin, unix seconds. */
export const answersOf: {
  readonly [N in 'series.read' | 'series.busiest']: {
    hasNews: (sizeSeconds: number) => (before: OutputOf<N>, after: OutputOf<N>) => boolean;
    firstOf: (answer: OutputOf<N>) => number;
  };
} = {
  'series.read': { hasNews: hasNewValues, firstOf: ({ first }) => first },
  'series.busiest': { hasNews: haveGrown, firstOf: ({ others }) => others.first },
};
