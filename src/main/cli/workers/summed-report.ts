import { addCounts, noCounts } from '#engine/pipelines/events/batch.ts';
import type { Report } from '#engine/pipelines/run/status.ts';

/**
 * One report for each pipeline of the file, of all workers together. A position is one worker's own, and is null here.
 *
 * @param runs what each process has reported, a report for each pipeline
 * @param startedAt milliseconds since the Unix epoch
 */
export function summed(runs: readonly (readonly Report[])[], startedAt: number): Report[] {
  const most = Math.max(0, ...runs.map(({ length }) => length));
  return Array.from({ length: most }, (_, pipeline) => {
    const some = runs.flatMap(reports => reports[pipeline] ?? []);
    const counts = noCounts();
    for (const report of some) addCounts(counts, report);
    return {
      ...counts,
      flushes: some.reduce((total, { flushes }) => total + flushes, 0),
      gaps: some.reduce((total, { gaps }) => total + gaps, 0),
      position: null,
      startedAt: new Date(startedAt).toISOString(),
      endedAt: some.reduce((last, { endedAt }) => (endedAt > last ? endedAt : last), ''),
    };
  });
}
