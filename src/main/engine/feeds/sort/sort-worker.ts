import { parentPort, workerData } from 'node:worker_threads';
import { ROW_GAP } from '#shared/contract/feeds.ts';
import { decodingOf } from '../../decode/chosen-decodings.ts';
import { jsonValue } from '../../decode/row-look.ts';
import { unwrap } from '../../decode/unwrap.ts';
import { Segment } from '../segment.ts';
import { sortKeyOf, sortedPlaces, type SortKey } from './sort-key.ts';
import type { SortAnswer, SortBatch, SortRequest, SortStart } from './sort-messages.ts';

/** The entry of the thread that sorts the messages of a view: it reads the values batch by batch, and sorts them at the end. */

const { by, direction } = workerData as SortStart;
const seqs: number[] = [];
const keys: SortKey[] = [];

parentPort!.on('message', (request: SortRequest) => {
  if (request !== 'finish') {
    readBatch(request.batch);
    parentPort!.postMessage({ read: request.batch.rows.length } satisfies SortAnswer);
    return;
  }
  const sorted = Float64Array.from(sortedPlaces(keys, direction), place => seqs[place]!);
  const missing = keys.reduce<number>((count, key) => count + Number(key === undefined), 0);
  parentPort!.postMessage({ seqs: sorted, missing } satisfies SortAnswer, [sorted.buffer]);
});

function readBatch(batch: SortBatch): void {
  const segment = new Segment(batch.payloadBytes, batch.memory);
  for (const row of batch.rows) {
    if (segment.kinds[row] === ROW_GAP) continue;
    seqs.push(batch.firstSeq + row);
    keys.push(keyOf(batch, segment, row));
  }
}

function keyOf(batch: SortBatch, segment: Segment, row: number): SortKey {
  const channel = segment.channels[row]!;
  if (by === 'time') return segment.times[row]!;
  if (by === 'size') return segment.sizeOf(row);
  if (by === 'channel') return batch.names.get(channel)!;
  const chosen = decodingOf(batch.chosen, { channel, pattern: segment.patterns[row]! });
  if (chosen === 'hex' || chosen === 'text') return undefined;
  // A copy: decoders refuse shared memory.
  const { bytes } = unwrap(Buffer.from(segment.payloadOf(row)), chosen);
  return sortKeyOf(jsonValue(bytes), by);
}
