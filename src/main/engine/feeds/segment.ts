/**
 * A piece of a ring: rows one after the other, their payloads packed behind each other from its beginning, what else is known of them from its end
 * backwards, so that it is full of messages of any size. Those of a regular size are shared memory, so that a
 * filter in a worker reads the same bytes, and are used again: V8 does not count shared memory, so nothing would collect it in time. A payload that has a
 * segment of its own is ordinary memory, and a worker gets a copy.
 */
export const SEGMENT_BYTES = 2 ** 20;
/** Bytes beside the payload: 4 each for time, channel, the end of the payload, and pattern with kind. */
const ROW_BYTES = 16;
/** At the end of a segment: the time of its first row, ms since the epoch, which those of the others count from. */
const BASE_BYTES = 8;
/** In words of four bytes: where a row's members stand behind its beginning. */
const TIME = 0;
const CHANNEL = 1;
const END = 2;
const PATTERN_AND_KIND = 3;
/** Of `PATTERN_AND_KIND`: as many bits as the kinds of rows need, with some to spare. */
const KIND_BITS = 3;
const KIND_MASK = 2 ** KIND_BITS - 1;

/** What `Segment.of` makes the same segment of in another thread. */
export interface SharedSegment {
  memory: SharedArrayBuffer | ArrayBuffer;
  firstSeq: number;
}

export class Segment {
  /** All of its memory; payloads stand at its beginning. */
  readonly bytes: Uint8Array;
  /** The same memory. Row i has the 16 bytes that end 16 i bytes before the base of times. */
  readonly #words: Int32Array;
  /** One number: the base of times. */
  readonly #base: Float64Array;
  /** Sequence number of row 0. */
  firstSeq = 0;
  rows = 0;
  usedBytes = 0;
  #lent = 0;
  /** Where payloads are written first, each at its place in `bytes`. */
  #stage: Uint8Array | undefined;
  /** Bytes that are in `bytes`, not only on the stage. */
  #settledBytes = 0;

  static of({ memory, firstSeq }: SharedSegment): Segment {
    const segment = new Segment(memory);
    segment.firstSeq = firstSeq;
    return segment;
  }

  /** Memory of the segment that a payload of this size goes into: a regular one, or one of its own. */
  static memoryBytes(payloadBytes: number): number {
    return Math.max(SEGMENT_BYTES, alignedTo8(payloadBytes) + ROW_BYTES + BASE_BYTES);
  }

  /** @param memory of another segment, to read what stands there; or how many bytes of it to take, as `memoryBytes` says */
  constructor(memory: SharedArrayBuffer | ArrayBuffer | number = SEGMENT_BYTES) {
    const own = typeof memory === 'number' ? newMemory(memory) : memory;
    this.bytes = new Uint8Array(own);
    this.#words = new Int32Array(own);
    this.#base = new Float64Array(own, own.byteLength - BASE_BYTES);
  }

  get allocatedBytes(): number {
    return this.bytes.buffer.byteLength;
  }

  get isRegular(): boolean {
    return this.bytes.length === SEGMENT_BYTES;
  }

  /** Times that are further than 24 days from that of the first row have no room beside it. */
  hasRoomFor(size: number, time: number): boolean {
    if (this.rows === 0) return size + ROW_BYTES + BASE_BYTES <= this.bytes.length;
    const since = Math.floor(time) - this.#base[0]!;
    return (
      since === (since | 0) &&
      this.usedBytes + size + (this.rows + 1) * ROW_BYTES + BASE_BYTES <= this.bytes.length
    );
  }

  /** @param time in ms since the epoch; parts of one are dropped */
  append(
    kind: number,
    time: number,
    channel: number,
    pattern: number | undefined,
    payload: Uint8Array,
  ): void {
    const row = this.rows++;
    if (row === 0) this.#base[0] = Math.floor(time);
    (this.#stage ?? this.bytes).set(payload, this.usedBytes);
    this.usedBytes += payload.length;
    const at = this.#at(row);
    this.#words[at + TIME] = Math.floor(time) - this.#base[0]!;
    this.#words[at + CHANNEL] = channel;
    this.#words[at + END] = this.usedBytes;
    this.#words[at + PATTERN_AND_KIND] = (pattern === undefined ? 0 : (pattern + 1) << KIND_BITS) | kind;
  }

  kindOf(row: number): number {
    return this.#words[this.#at(row) + PATTERN_AND_KIND]! & KIND_MASK;
  }

  /** In whole ms since the epoch. */
  timeOf(row: number): number {
    return this.#base[0]! + this.#words[this.#at(row) + TIME]!;
  }

  /** The number of the channel. */
  channelOf(row: number): number {
    return this.#words[this.#at(row) + CHANNEL]!;
  }

  /** The number of the pattern that a row was heard by; undefined where it was the channel itself. */
  patternOf(row: number): number | undefined {
    const number = this.#words[this.#at(row) + PATTERN_AND_KIND]! >>> KIND_BITS;
    return number === 0 ? undefined : number - 1;
  }

  /** For another thread; what is there is settled. */
  share(): SharedSegment {
    this.settle();
    return {
      memory: this.bytes.buffer,
      firstSeq: this.firstSeq,
    };
  }

  /** Another thread reads it: it is not to be used again until that has settled. */
  lendUntil(read: Promise<unknown>): void {
    this.#lent++;
    const back = () => void this.#lent--;
    read.then(back, back);
  }

  get isLent(): boolean {
    return this.#lent > 0;
  }

  sizeOf(row: number): number {
    return this.#endOf(row) - this.#startOf(row);
  }

  /** A view of the row's payload, not a copy. */
  payloadOf(row: number): Uint8Array {
    const end = this.#endOf(row);
    if (end > this.#settledBytes) this.settle();
    return this.bytes.subarray(this.#startOf(row), end);
  }

  /**
   * Payloads are written to `memory` from now on, and brought over in one piece by `settle`: writing to shared memory takes five times as long for
   * each small piece.
   *
   * @param memory as large as `bytes`; undefined: to `bytes` at once, as at first
   */
  stageIn(memory: Uint8Array | undefined): void {
    this.settle();
    this.#stage = memory;
  }

  /** Makes all rows readable by other threads. */
  settle(): void {
    if (!this.#stage || this.#settledBytes === this.usedBytes) return;
    this.bytes.set(this.#stage.subarray(this.#settledBytes, this.usedBytes), this.#settledBytes);
    this.#settledBytes = this.usedBytes;
  }

  /** Makes the segment empty, to be filled again from `firstSeq` on. */
  reuse(firstSeq: number): void {
    this.firstSeq = firstSeq;
    this.rows = this.usedBytes = this.#settledBytes = 0;
  }

  /** Where a row begins, in words of four bytes. */
  #at(row: number): number {
    return this.#words.length - BASE_BYTES / 4 - (row + 1) * (ROW_BYTES / 4);
  }

  #startOf(row: number): number {
    return row === 0 ? 0 : this.#endOf(row - 1);
  }

  /** Where the row's payload ends in `bytes`; it starts where the one before it ends. */
  #endOf(row: number): number {
    return this.#words[this.#at(row) + END]!;
  }
}

function newMemory(bytes: number): SharedArrayBuffer | ArrayBuffer {
  return bytes > SEGMENT_BYTES ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes);
}

function alignedTo8(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}
