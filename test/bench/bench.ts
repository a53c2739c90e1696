/** What each `*.bench.ts` exports. */
export interface Bench {
  /** The least `ratio` that is good enough; null where none is promised. */
  readonly bar: number | null;
  /** What `ratio` means, in a few words. */
  readonly unit: string;
  /** `npm run bench` alone leaves it out. */
  readonly isOnlyWhenNamed?: true;
  run(): Promise<BenchResult>;
}

export interface BenchResult {
  ratio: number;
  /** The figures behind it, each with its unit in its name. */
  detail: Record<string, number | string>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
