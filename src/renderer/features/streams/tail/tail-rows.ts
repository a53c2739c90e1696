import type { FeedFrame } from '#shared/contract/feeds.ts';
import { ROW_GAP } from '#shared/contract/row-kinds.ts';
import { decodeEntry } from '#shared/redis/entry-bytes.ts';
import { bytesText } from '#shared/redis/text.ts';
import type { FeedRows } from '../../../ui/feed/feed-row-source.ts';
import { shownEntry, type ShownEntry } from '../entry-text.ts';

/** A new entry of one of the streams that are tailed. */
export interface TailRow {
  seq: number;
  /** When it arrived. */
  time: number;
  stream: string;
  streamKey: Uint8Array;
  /** Null in a row that is no entry. */
  entry: ShownEntry | null;
  size: number;
}

function tailRow(frame: FeedFrame, index: number): TailRow {
  const streamKey = frame.names[frame.channels[index]!] ?? new Uint8Array();
  const preview = frame.previews.subarray(frame.previewEnds[index - 1] ?? 0, frame.previewEnds[index]);
  return {
    seq: frame.seqs[index]!,
    time: frame.times[index]!,
    stream: bytesText(streamKey),
    streamKey,
    entry: frame.kinds[index] === ROW_GAP ? null : shownEntry(decodeEntry(preview)),
    size: frame.sizes[index]!,
  };
}

/** How a tail reads its feed. */
export const tailRows: FeedRows<TailRow> = {
  decode: tailRow,
  mayChange: () => false,
  isSame: (before, after) => before.seq === after.seq,
};
