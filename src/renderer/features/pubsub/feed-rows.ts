import type { FeedFrame, Gap } from '#shared/contract/feeds.ts';
import { ROW_GAP, ROW_SHARD_MESSAGE } from '#shared/contract/feeds.ts';
import { readNotification, type Notification } from '#shared/redis/notify-channels.ts';
import { bytesText, previewText } from '#shared/redis/text.ts';
import type { FeedRows } from '../../ui/feed/feed-row-source.ts';

/** A message of the feed as the table shows it. */
export interface MessageRow {
  kind: 'message';
  seq: number;
  time: number;
  channel: string;
  channelBytes: Uint8Array;
  /** The pattern it came by, if it came by one. */
  pattern: string | null;
  /** Its channel is a sharded one. */
  sharded: boolean;
  /** Bytes of the whole payload. */
  size: number;
  /** The beginning of the payload as one line. */
  preview: string;
  /** What it says, where its channel is one of keyspace notifications. */
  notification: Notification | null;
  /** The condition of a highlighting filter holds. */
  marked: boolean;
}

export interface GapRow {
  kind: 'gap';
  seq: number;
  time: number;
  gap: Gap | undefined;
}

export type FeedRow = MessageRow | GapRow;

/** Row `index` of a frame, decoded. */
function feedRow(frame: FeedFrame, index: number): FeedRow {
  const seq = frame.seqs[index]!;
  const time = frame.times[index]!;
  if (frame.kinds[index] === ROW_GAP)
    return { kind: 'gap', seq, time, gap: frame.gaps.find(gap => gap.seq === seq) };
  const channelBytes = frame.names[frame.channels[index]!] ?? new Uint8Array();
  const pattern = frame.patterns[index]!;
  const patternBytes = pattern === 0 ? undefined : frame.names[pattern - 1];
  const preview = frame.previews.subarray(frame.previewEnds[index - 1] ?? 0, frame.previewEnds[index]);
  const size = frame.sizes[index]!;
  return {
    kind: 'message',
    seq,
    time,
    channel: bytesText(channelBytes),
    channelBytes,
    pattern: patternBytes ? bytesText(patternBytes) : null,
    sharded: frame.kinds[index] === ROW_SHARD_MESSAGE,
    size,
    preview: previewText(preview, preview.length < size),
    notification: readNotification(channelBytes, preview),
    marked: frame.marks[index] === 1,
  };
}

/** Whether a gap still lasts in one and not in the other: the one thing about a row that changes. */
function isSameRow(a: FeedRow, b: FeedRow): boolean {
  return (
    a.kind === b.kind &&
    a.seq === b.seq &&
    (a.kind !== 'gap' || b.kind !== 'gap' || a.gap?.endedAt === b.gap?.endedAt)
  );
}

/** How the message table reads its feed. */
export const pubsubRows: FeedRows<FeedRow> = {
  decode: feedRow,
  mayChange: row => row.kind === 'gap',
  isSame: isSameRow,
};
