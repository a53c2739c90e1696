import type { FeedSort } from '#shared/contract/feeds.ts';
import { bytesText } from '#shared/redis/text.ts';
import { decodingOf } from '../../decode/chosen-decodings.ts';
import { jsonValue } from '../../decode/row-look.ts';
import { unwrap } from '../../decode/unwrap.ts';
import { serveTasks, type TaskContext } from '../../threads/serve-tasks.ts';
import { RowReader } from '../row-reader.ts';
import { sortKeyOf, sortedPlaces, type SortKey } from './sort-key.ts';
import type { SortAnswer, SortBatch, SortRequest, SortStart } from './sort-messages.ts';

/** The entry of the threads that sort the messages of a view: they read the values batch by batch, and sort them at the end. */

serveTasks<{ start: SortStart; request: SortRequest; answer: SortAnswer }>(({ by, direction }, context) => {
  const seqs: number[] = [];
  const keys: SortKey[] = [];
  return {
    ask(request) {
      if (request !== 'finish') {
        readBatch(request.batch, by, context, seqs, keys);
        return null;
      }
      const sorted = Float64Array.from(sortedPlaces(keys, direction), place => seqs[place]!);
      const missing = keys.reduce<number>((count, key) => count + Number(key === undefined), 0);
      context.transfer(sorted.buffer);
      return { seqs: sorted, missing };
    },
  };
});

function readBatch(
  batch: SortBatch,
  by: FeedSort['by'],
  context: TaskContext,
  seqs: number[],
  keys: SortKey[],
): void {
  const rows = new RowReader(batch.shared);
  for (const row of batch.rows) {
    if (rows.isGap(row)) continue;
    context.item(row);
    seqs.push(rows.seq(row));
    keys.push(keyOf(batch, by, rows, row));
  }
}

function keyOf({ chosen }: SortBatch, by: FeedSort['by'], rows: RowReader, row: number): SortKey {
  if (by === 'time') return rows.time(row);
  if (by === 'size') return rows.size(row);
  if (by === 'channel') return bytesText(rows.channelName(row));
  const decoding = decodingOf(chosen, { channel: rows.channel(row), pattern: rows.pattern(row) });
  if (decoding === 'hex' || decoding === 'text') return undefined;
  const { bytes } = unwrap(rows.payloadCopy(row), decoding);
  return sortKeyOf(jsonValue(bytes), by);
}
