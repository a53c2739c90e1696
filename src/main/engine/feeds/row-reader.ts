import { ROW_GAP, ROW_SHARD_MESSAGE } from '#shared/contract/row-kinds.ts';
import type { Feed } from './feed.ts';
import { Segment, type SharedSegment } from './segment.ts';

/** Rows of one segment as another thread gets them: the memory itself, and the names that the rows' numbers stand for. */
export interface SharedRows {
  segment: SharedSegment;
  /** By number; empty where names are not asked for. */
  names: Map<number, Uint8Array>;
}

/** @param rows whose names go along */
export function shareRows(feed: Feed, segment: Segment, rows: Iterable<number>): SharedRows {
  const names = new Map<number, Uint8Array>();
  const add = (number: number | undefined) => {
    if (number !== undefined && !names.has(number)) names.set(number, feed.name(number));
  };
  for (const row of rows) {
    if (segment.kindOf(row) === ROW_GAP) continue;
    add(segment.channelOf(row));
    add(segment.patternOf(row));
  }
  return { segment: segment.share(), names };
}

/** Reads shared rows, by their numbers in the segment. */
export class RowReader {
  readonly #segment: Segment;
  readonly #names: Map<number, Uint8Array>;

  constructor({ segment, names }: SharedRows) {
    this.#segment = Segment.of(segment);
    this.#names = names;
  }

  seq(row: number): number {
    return this.#segment.firstSeq + row;
  }

  isGap(row: number): boolean {
    return this.#segment.kindOf(row) === ROW_GAP;
  }

  isSharded(row: number): boolean {
    return this.#segment.kindOf(row) === ROW_SHARD_MESSAGE;
  }

  /** Of reception, in ms since the epoch. */
  time(row: number): number {
    return this.#segment.timeOf(row);
  }

  channel(row: number): number {
    return this.#segment.channelOf(row);
  }

  /** Undefined where the message was heard by its channel's name. */
  pattern(row: number): number | undefined {
    return this.#segment.patternOf(row);
  }

  channelName(row: number): Uint8Array {
    return this.#names.get(this.channel(row))!;
  }

  patternName(row: number): Uint8Array | null {
    const pattern = this.pattern(row);
    return pattern === undefined ? null : this.#names.get(pattern)!;
  }

  /** Bytes of the payload. */
  size(row: number): number {
    return this.#segment.sizeOf(row);
  }

  /** A view of shared memory. */
  payload(row: number): Buffer {
    const { buffer, byteOffset, byteLength } = this.#segment.payloadOf(row);
    return Buffer.from(buffer, byteOffset, byteLength);
  }

  /** For decoders, which refuse shared memory. */
  payloadCopy(row: number): Buffer {
    return Buffer.from(this.#segment.payloadOf(row));
  }
}
