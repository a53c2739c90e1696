import type { FeedFrame } from '#shared/contract/feeds.ts';
import { ROW_GAP } from '#shared/contract/row-kinds.ts';
import { bytesText, previewText } from '#shared/redis/text.ts';
import type { FeedRows } from '../../ui/feed/feed-row-source.ts';

/** A message of a subscription, or a command of MONITOR. */
export interface HeardRow {
  seq: number;
  time: number;
  /** The channel; of MONITOR the database and the client. */
  from: string;
  text: string;
  marked: boolean;
}

function heardRow(frame: FeedFrame, index: number): HeardRow {
  const preview = frame.previews.subarray(frame.previewEnds[index - 1] ?? 0, frame.previewEnds[index]);
  const isGap = frame.kinds[index] === ROW_GAP;
  return {
    seq: frame.seqs[index]!,
    time: frame.times[index]!,
    from: isGap ? '' : bytesText(frame.names[frame.channels[index]!] ?? new Uint8Array()),
    text: previewText(preview, preview.length < frame.shownSizes[index]!),
    marked: frame.marks[index] === 1,
  };
}

/** How the console reads what it hears. */
export const heardRows: FeedRows<HeardRow> = {
  decode: heardRow,
  mayChange: () => false,
  isSame: (before, after) => before.seq === after.seq,
};
