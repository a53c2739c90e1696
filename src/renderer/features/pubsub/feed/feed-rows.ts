import type { DecodedStep } from '#shared/contract/decoding.ts';
import type { FeedFrame, Gap } from '#shared/contract/feeds.ts';
import { CHAIN_WAITING, ROW_GAP, ROW_LEFT, ROW_SHARD_MESSAGE } from '#shared/contract/row-kinds.ts';
import { readNotification, type Notification } from '#shared/redis/notify-channels.ts';
import { bytesText, previewText } from '#shared/redis/text.ts';
import type { FeedRows } from '../../../ui/feed/feed-row-source.ts';

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
  /** The beginning of the payload as one line, decoded. */
  preview: string;
  /** What it was unwrapped from; none for a payload that is shown as it came. */
  steps: readonly DecodedStep[];
  /** It is still being decoded, and shown as it came until then. */
  isWaiting: boolean;
  /** Why it is shown as it came although it was to be decoded. */
  undecoded: string | null;
  /** Of the columns for fields, in their order; null where the payload has no such field. */
  values: readonly (string | null)[];
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

/** A message of a sorted table that has left the feed meanwhile. */
interface LeftRow {
  kind: 'left';
  seq: number;
  time: number;
}

export type FeedRow = MessageRow | GapRow | LeftRow;

/** Row `index` of a frame, decoded. */
function feedRow(frame: FeedFrame, index: number): FeedRow {
  const seq = frame.seqs[index]!;
  const time = frame.times[index]!;
  if (frame.kinds[index] === ROW_GAP)
    return { kind: 'gap', seq, time, gap: frame.gaps.find(gap => gap.seq === seq) };
  if (frame.kinds[index] === ROW_LEFT) return { kind: 'left', seq, time };
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
    preview: previewText(preview, preview.length < frame.shownSizes[index]!),
    steps: frame.chains[frame.chainOf[index]! - 1] ?? [],
    isWaiting: frame.chainOf[index] === CHAIN_WAITING,
    undecoded: frame.undecoded.find(({ row }) => row === index)?.problem ?? null,
    values: frame.values.map(column => column[index] ?? null),
    notification: readNotification(channelBytes, preview),
    marked: frame.marks[index] === 1,
  };
}

/** Whether a gap still lasts in one and not in the other, or a payload is decoded now: all that changes about a row. */
function isSameRow(a: FeedRow, b: FeedRow): boolean {
  if (a.kind === 'gap' && b.kind === 'gap') return a.seq === b.seq && a.gap?.endedAt === b.gap?.endedAt;
  if (a.kind === 'message' && b.kind === 'message') return a.seq === b.seq && a.isWaiting === b.isWaiting;
  return a.kind === b.kind && a.seq === b.seq;
}

/** How the message table reads its feed. */
export const pubsubRows: FeedRows<FeedRow> = {
  decode: feedRow,
  mayChange: row => row.kind === 'gap' || (row.kind === 'message' && row.isWaiting),
  isSame: isSameRow,
};
