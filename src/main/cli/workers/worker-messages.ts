import type { Report } from '#engine/pipelines/run/status.ts';

/** What a worker tells the process that started it, over the channel between them. */
export type WorkerMessage =
  /** Its sources are being read. */
  | { kind: 'reading' }
  /** What it has done so far, one for each pipeline of the file: it lives. */
  | { kind: 'counts'; reports: Report[] };

const EVERY_MS = 1_000;

/** Tells what was started with `--workers`, if anything was; ends with the returned call, which tells the counts once more. */
export function tellStarter(reading: Promise<void>, reports: () => Report[]): () => void {
  if (!process.send) return () => {};
  const tell = (message: WorkerMessage) => {
    if (process.connected) process.send!(message);
  };
  const counts = () => tell({ kind: 'counts', reports: reports() });
  void reading.then(() => tell({ kind: 'reading' }));
  const timer = setInterval(counts, EVERY_MS);
  return () => {
    clearInterval(timer);
    counts();
  };
}
