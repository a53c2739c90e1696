import { parentPort, workerData } from 'node:worker_threads';
import { compileCondition } from './condition.ts';
import type { FilterBatch, FilterStart } from './filter-messages.ts';
import { scanBatch } from './scan-batch.ts';

/** The entry of a filter's own thread: batches of rows in, what is shown of them out. */

const start = workerData as FilterStart;
const progress = new Int32Array(start.progress);
const condition = compileCondition(start.condition);

parentPort!.on('message', (batch: FilterBatch) => {
  const result = scanBatch(batch, condition, start, row => Atomics.store(progress, 0, row + 1));
  Atomics.store(progress, 0, 0);
  parentPort!.postMessage(result, [result.seqs.buffer, result.marks.buffer]);
});
