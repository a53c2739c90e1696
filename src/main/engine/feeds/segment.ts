/**
 * A piece of a ring: rows one after the other, their payloads packed behind each other. Those of a regular size are shared memory, so that a
 * filter in a worker reads the same bytes, and are used again: V8 does not count shared memory, so nothing would collect it in time. A payload that has a
 * segment of its own is ordinary memory, and a worker gets a copy.
 */
const SEGMENT_ROWS = 8_192;
export const SEGMENT_BYTES = 2 ** 20;
/** Bytes of the columns per row: time 8, channel 4, pattern 4, end 4, kind 1. */
const ROW_BYTES = 21;

/** What `Segment.of` makes the same segment of in another thread. */
export interface SharedSegment {
  memory: SharedArrayBuffer | ArrayBuffer;
  /** Room for payloads. */
  payloadBytes: number;
  firstSeq: number;
}

export class Segment {
  readonly times: Float64Array;
  readonly channels: Uint32Array;
  /** A pattern's number plus one; 0 for a message that was heard by its channel's name. `patternOf` reads it. */
  readonly #patterns: Uint32Array;
  /** Where row i's payload ends in `bytes`; it starts where row i-1's ends. */
  readonly ends: Uint32Array;
  readonly kinds: Uint8Array;
  readonly bytes: Uint8Array;
  /** Sequence number of row 0. */
  firstSeq = 0;
  rows = 0;
  usedBytes = 0;
  readonly #capacity: number;
  #lent = 0;
  /** Where payloads are written first, each at its place in `bytes`. */
  #stage: Uint8Array | undefined;
  /** Bytes that are in `bytes`, not only on the stage. */
  #settledBytes = 0;

  static of({ memory, payloadBytes, firstSeq }: SharedSegment): Segment {
    const segment = new Segment(payloadBytes, memory);
    segment.firstSeq = firstSeq;
    return segment;
  }

  /** Memory that a segment with this much room for payloads takes. */
  static memoryBytes(payloadBytes: number): number {
    return alignedTo8(rowsFor(payloadBytes) * ROW_BYTES) + payloadBytes;
  }

  /**
   * @param payloadBytes room for payloads; a payload above SEGMENT_BYTES gets a segment of its own
   * @param memory of another segment with the same room, to read what stands there
   */
  constructor(
    payloadBytes = SEGMENT_BYTES,
    memory: SharedArrayBuffer | ArrayBuffer = newMemory(payloadBytes),
  ) {
    const rows = (this.#capacity = rowsFor(payloadBytes));
    let offset = 0;
    const column = <T>(
      Column: new (memory: SharedArrayBuffer | ArrayBuffer, offset: number, length: number) => T,
      width: number,
    ): T => {
      const view = new Column(memory, offset, rows);
      offset += width * rows;
      return view;
    };
    this.times = column(Float64Array, 8);
    this.channels = column(Uint32Array, 4);
    this.#patterns = column(Uint32Array, 4);
    this.ends = column(Uint32Array, 4);
    this.kinds = column(Uint8Array, 1);
    this.bytes = new Uint8Array(memory, alignedTo8(offset), payloadBytes);
  }

  get allocatedBytes(): number {
    return this.bytes.buffer.byteLength;
  }

  get isRegular(): boolean {
    return this.#capacity === SEGMENT_ROWS;
  }

  hasRoomFor(size: number): boolean {
    return this.rows < this.#capacity && this.usedBytes + size <= this.bytes.length;
  }

  append(
    kind: number,
    time: number,
    channel: number,
    pattern: number | undefined,
    payload: Uint8Array,
  ): void {
    const row = this.rows;
    (this.#stage ?? this.bytes).set(payload, this.usedBytes);
    this.usedBytes += payload.length;
    this.times[row] = time;
    this.channels[row] = channel;
    this.#patterns[row] = pattern === undefined ? 0 : pattern + 1;
    this.ends[row] = this.usedBytes;
    this.kinds[row] = kind;
    this.rows = row + 1;
  }

  /** The number of the pattern that a row was heard by; undefined where it was the channel itself. */
  patternOf(row: number): number | undefined {
    const number = this.#patterns[row]!;
    return number === 0 ? undefined : number - 1;
  }

  /** For another thread; what is there is settled. */
  share(): SharedSegment {
    this.settle();
    return {
      memory: this.bytes.buffer,
      payloadBytes: this.bytes.length,
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
    return this.ends[row]! - (row === 0 ? 0 : this.ends[row - 1]!);
  }

  /** A view of the row's payload, not a copy. */
  payloadOf(row: number): Uint8Array {
    const end = this.ends[row]!;
    if (end > this.#settledBytes) this.settle();
    return this.bytes.subarray(row === 0 ? 0 : this.ends[row - 1]!, end);
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
}

function newMemory(payloadBytes: number): SharedArrayBuffer | ArrayBuffer {
  const size = Segment.memoryBytes(payloadBytes);
  return payloadBytes > SEGMENT_BYTES ? new ArrayBuffer(size) : new SharedArrayBuffer(size);
}

function rowsFor(payloadBytes: number): number {
  return payloadBytes > SEGMENT_BYTES ? 1 : SEGMENT_ROWS;
}

function alignedTo8(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}
