import { Segment, SEGMENT_BYTES } from './segment.ts';

export interface RingBounds {
  maxRows: number;
  /** Of the memory that rows take, with what is known of each beside its payload. */
  maxBytes: number;
}

/** One row as the ring holds it. `payload` is a view that is overwritten once the row has left the ring: copy what is kept. */
export interface Row {
  seq: number;
  kind: number;
  /** In whole ms since the epoch. */
  time: number;
  channel: number;
  /** The pattern's number; undefined where the message was heard by its channel's name. */
  pattern: number | undefined;
  payload: Uint8Array;
}

/**
 * Rows in the order they came, numbered from 0, bounded by rows and by bytes; the oldest leave first. Appending copies the payload once
 * and allocates nothing once the ring has reached its size.
 */
export class Ring {
  #bounds: RingBounds;
  /** Oldest first; `#head` is the position of the oldest that is still in use. */
  #segments: Segment[] = [];
  #head = 0;
  /** Left the ring, to be used again; those that another thread still reads come after the others. */
  #spare: Segment[] = [];
  /** Where the segment that is being filled has its payloads first: a megabyte beside the bound. */
  #stage: Uint8Array | undefined;
  #firstSeq = 0;
  #nextSeq = 0;
  #retainedBytes = 0;
  #allocatedBytes = 0;

  constructor(bounds: RingBounds) {
    this.#bounds = bounds;
  }

  /** Sequence number of the oldest row; equal to `nextSeq` when empty. */
  get firstSeq(): number {
    return this.#firstSeq;
  }

  get nextSeq(): number {
    return this.#nextSeq;
  }

  get retained(): number {
    return this.#nextSeq - this.#firstSeq;
  }

  /** Payload bytes of the retained rows. */
  get retainedBytes(): number {
    return this.#retainedBytes;
  }

  /** Memory in use, whether filled or not. */
  get allocatedBytes(): number {
    return this.#allocatedBytes;
  }

  /** @returns false when the payload alone is larger than the ring may be: the row gets no number and is not kept */
  append(
    kind: number,
    time: number,
    channel: number,
    pattern: number | undefined,
    payload: Uint8Array,
  ): boolean {
    let segment = this.#segments.at(-1);
    if (segment === undefined || !segment.hasRoomFor(payload.length, time)) {
      if (Segment.memoryBytes(payload.length) > this.#bounds.maxBytes) return false;
      segment = this.#open(payload.length);
    }
    segment.append(kind, time, channel, pattern, payload);
    this.#nextSeq++;
    this.#retainedBytes += payload.length;
    if (this.retained > this.#bounds.maxRows) this.#evictRow();
    return true;
  }

  /** The row of this number, or undefined when it has left or not yet come. */
  at(seq: number): Row | undefined {
    const segment = this.#find(seq);
    if (!segment) return undefined;
    const row = seq - segment.firstSeq;
    return {
      seq,
      kind: segment.kindOf(row),
      time: segment.timeOf(row),
      channel: segment.channelOf(row),
      pattern: segment.patternOf(row),
      payload: segment.payloadOf(row),
    };
  }

  /** Retained rows in order, from `seq` on. The ring must not be appended to meanwhile. */
  *rowsFrom(seq: number): Generator<Row> {
    for (let next = Math.max(seq, this.#firstSeq); next < this.#nextSeq; next++) yield this.at(next)!;
  }

  /** The segment that holds a row, to be lent to another thread; undefined when the row has left or not yet come. */
  segmentAt(seq: number): Segment | undefined {
    const segment = this.#find(seq);
    segment?.settle();
    return segment;
  }

  rebound(bounds: RingBounds): void {
    this.#bounds = bounds;
    while (this.retained > bounds.maxRows) this.#evictRow();
    while (this.#allocatedBytes > bounds.maxBytes && this.#liveSegments > 1) this.dropOldestSegment();
  }

  /** Frees about a megabyte of the oldest rows. @returns false when only the segment being filled is left */
  dropOldestSegment(): boolean {
    if (this.#liveSegments <= 1) return false;
    this.#drop();
    return true;
  }

  /** Forgets all rows; numbering goes on. */
  clear(): void {
    this.#segments = [];
    this.#head = 0;
    this.#spare = [];
    this.#firstSeq = this.#nextSeq;
    this.#retainedBytes = 0;
    this.#allocatedBytes = 0;
  }

  get #liveSegments(): number {
    return this.#segments.length - this.#head;
  }

  #open(payloadBytes: number): Segment {
    const bytes = Segment.memoryBytes(payloadBytes);
    const regular = bytes === SEGMENT_BYTES;
    const limit = this.#bounds.maxBytes - bytes;
    this.#segments.at(-1)?.stageIn(undefined);
    while (this.#allocatedBytes > limit && this.#liveSegments > 0) this.#drop();
    const segment = (regular && this.#takeSpare()) || new Segment(bytes);
    segment.reuse(this.#nextSeq);
    if (regular) segment.stageIn((this.#stage ??= new Uint8Array(SEGMENT_BYTES)));
    this.#segments.push(segment);
    this.#allocatedBytes += segment.allocatedBytes;
    return segment;
  }

  #drop(): void {
    const oldest = this.#segments[this.#head]!;
    const end = oldest.firstSeq + oldest.rows;
    while (this.#firstSeq < end) this.#forgetFirst(oldest);
    this.#release();
  }

  #evictRow(): void {
    const oldest = this.#segments[this.#head]!;
    this.#forgetFirst(oldest);
    if (this.#firstSeq === oldest.firstSeq + oldest.rows && this.#liveSegments > 1) this.#release();
  }

  #forgetFirst(oldest: Segment): void {
    this.#retainedBytes -= oldest.sizeOf(this.#firstSeq - oldest.firstSeq);
    this.#firstSeq++;
  }

  /** Lets go of the oldest segment, all of whose rows have left. */
  #release(): void {
    const oldest = this.#segments[this.#head]!;
    this.#allocatedBytes -= oldest.allocatedBytes;
    if (oldest.isRegular) this.#keepSpare(oldest);
    this.#head++;
    // The list is cut rarely, so that leaving costs no shifting of the rest.
    if (this.#head > 64 && this.#head * 2 > this.#segments.length) {
      this.#segments = this.#segments.slice(this.#head);
      this.#head = 0;
    }
  }

  #takeSpare(): Segment | undefined {
    const at = this.#spare.findIndex(segment => !segment.isLent);
    return at < 0 ? undefined : this.#spare.splice(at, 1)[0];
  }

  /** One is enough, beside those that are lent: a ring that has its size lets go of one for each that it opens. */
  #keepSpare(segment: Segment): void {
    this.#spare = [...this.#spare.filter(({ isLent }) => isLent), segment];
  }

  #find(seq: number): Segment | undefined {
    if (seq < this.#firstSeq || seq >= this.#nextSeq) return undefined;
    let low = this.#head;
    let high = this.#segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#segments[middle]!.firstSeq <= seq) low = middle;
      else high = middle - 1;
    }
    return this.#segments[low];
  }
}
