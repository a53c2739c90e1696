import type { FeedCounters, FeedRecord, Gap } from '#shared/contract/feeds.ts';
import { ROW_GAP, ROW_MESSAGE, ROW_SHARD_MESSAGE } from '#shared/contract/row-kinds.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { Changes } from '../changes.ts';
import { NameTable } from './name-table.ts';
import { Ring, type RingBounds } from './ring.ts';

const noPayload = new Uint8Array(0);

/** An append-only sequence of messages and gaps, bounded, with exact counters. */
export class Feed {
  readonly id = crypto.randomUUID();
  readonly changes = new Changes();
  /** Told while the rows are still there. */
  readonly beforeClear = new Changes();
  /** When a page last looked, in ms of `performance.now()`: the feed not looked at for longest shrinks first. */
  viewedAt = 0;
  readonly ring: Ring;
  readonly #names = new NameTable();
  readonly #gaps = new Map<number, Gap>();
  readonly #onNamesForgotten: (indexes: number[]) => void;
  #received = 0;
  #receivedBytes = 0;
  #dropped = 0;
  #gapCount = 0;
  #clearedAtSeq = 0;

  /** @param onNamesForgotten told which channel numbers will mean other names from now on */
  constructor(bounds: RingBounds, onNamesForgotten: (indexes: number[]) => void = () => {}) {
    this.ring = new Ring(bounds);
    this.#onNamesForgotten = onNamesForgotten;
  }

  /**
   * Keeps one message.
   *
   * @param time of reception, in ms since the epoch
   * @param sharded the channel is a sharded one; it shares its number with the channel of the same name
   * @returns the number of its channel, valid until `onNamesForgotten` names it
   */
  append(
    time: number,
    channel: Buffer,
    pattern: Buffer | undefined,
    payload: Uint8Array,
    sharded = false,
  ): number {
    const channelIndex = this.#names.indexOf(channel);
    const patternIndex = pattern === undefined ? undefined : this.#names.indexOf(pattern);
    this.#received++;
    this.#receivedBytes += payload.length;
    const kind = sharded ? ROW_SHARD_MESSAGE : ROW_MESSAGE;
    if (!this.ring.append(kind, time, channelIndex, patternIndex, payload)) this.#dropped++;
    if (this.#names.wantsReclaim) this.#reclaimNames(channelIndex, patternIndex);
    this.changes.notify();
    return channelIndex;
  }

  /** Opens a gap: from now until `endGap`, nothing can be received. */
  startGap(time: number, reason: string): Gap {
    const gap: Gap = { seq: this.ring.nextSeq, startedAt: time, endedAt: null, reason };
    this.ring.append(ROW_GAP, time, this.#names.indexOf(Buffer.alloc(0)), undefined, noPayload);
    this.#gaps.set(gap.seq, gap);
    this.#gapCount++;
    this.#forgetOldGaps();
    this.changes.notify();
    return gap;
  }

  endGap(gap: Gap, time: number, reason = gap.reason): void {
    gap.endedAt = time;
    gap.reason = reason;
    this.changes.notify();
  }

  /** Messages since it began or was cleared, kept or not. */
  get received(): number {
    return this.#received;
  }

  /** Messages that were larger than the whole ring may be. */
  get dropped(): number {
    return this.#dropped;
  }

  clear(): void {
    this.beforeClear.notify();
    this.ring.clear();
    this.#clearedAtSeq = this.ring.nextSeq;
    this.#gaps.clear();
    this.#received = this.#receivedBytes = this.#dropped = this.#gapCount = 0;
    this.changes.notify();
  }

  counters(): FeedCounters {
    const { ring } = this;
    return {
      received: this.#received,
      receivedBytes: this.#receivedBytes,
      retained: ring.retained,
      retainedBytes: ring.retainedBytes,
      evicted: ring.firstSeq - this.#clearedAtSeq,
      dropped: this.#dropped,
      gaps: this.#gapCount,
      firstSeq: ring.firstSeq,
      nextSeq: ring.nextSeq,
    };
  }

  /** Rows before this one were cleared. */
  get clearedAtSeq(): number {
    return this.#clearedAtSeq;
  }

  /** The number that rows carry for a name; undefined when no row has it. */
  findName(name: Buffer): number | undefined {
    return this.#names.find(name);
  }

  name(index: number): Uint8Array {
    return this.#names.name(index);
  }

  gapAt(seq: number): Gap | undefined {
    return this.#gaps.get(seq);
  }

  /** @throws {MillraceError} `not-found` when the row has left the ring */
  record(seq: number): FeedRecord {
    const row = this.ring.at(seq);
    if (!row || row.kind === ROW_GAP) {
      throw new MillraceError('not-found', 'This message has left the feed: newer ones took its place.');
    }
    const { pattern } = row;
    return {
      seq,
      time: row.time,
      channel: this.#names.name(row.channel),
      pattern: pattern === undefined ? null : this.#names.name(pattern),
      sharded: row.kind === ROW_SHARD_MESSAGE,
      payload: new Uint8Array(row.payload),
    };
  }

  #reclaimNames(...alsoInUse: (number | undefined)[]): void {
    const inUse = new Set(alsoInUse);
    for (const { channel, pattern } of this.ring.rowsFrom(0)) inUse.add(channel).add(pattern);
    this.#onNamesForgotten(this.#names.reclaim(inUse));
  }

  #forgetOldGaps(): void {
    for (const seq of this.#gaps.keys()) {
      if (seq >= this.ring.firstSeq) return;
      this.#gaps.delete(seq);
    }
  }
}
