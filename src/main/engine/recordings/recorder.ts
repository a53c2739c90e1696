import { Changes, pause } from '../changes.ts';
import { ROW_GAP } from '#shared/contract/row-kinds.ts';
import type { Feed } from '../feeds/feed.ts';
import type { Segment } from '../feeds/segment.ts';
import { writerBatch, type RecordingWriter } from './recording-writer.ts';
import type { WriterBatch } from './writer-messages.ts';

/** Rows that come one by one are written together, this many ms apart. */
const REST_MS = 20;
const TOO_SLOW = 'the disk was slower than the messages';
const TOO_LARGE = 'larger than the whole feed may be';

export interface RecorderState {
  messages: number;
  gaps: number;
  bytes: number;
  lost: number;
  problem: string | null;
}

/** Rows of one segment, to be written together. */
interface NextRows {
  batch: WriterBatch;
  segment: Segment;
}

/** A place in a feed. */
export interface RecordingStart {
  seq: number;
  /** Messages that were too large for it until then. */
  dropped: number;
}

export function positionOf({ ring, dropped }: Feed): RecordingStart {
  return { seq: ring.nextSeq, dropped };
}

/**
 * Writes down what a feed receives from now on. It follows the feed's memory, which is also what waits while the disk is slow: what
 * leaves the feed before it is written is counted as lost, and noted in the file.
 */
export class Recorder {
  readonly changes = new Changes();
  readonly #feed: Feed;
  readonly #writer: RecordingWriter;
  readonly #unsubscribe: (() => void)[];
  readonly #ended: Promise<void>;
  #state: RecorderState = { messages: 0, gaps: 0, bytes: 0, lost: 0, problem: null };
  /** The next row to write. */
  #at: number;
  /** The last row and one; known when it is to stop. */
  #until = Infinity;
  /** Rows that waited when the feed was cleared. */
  #saved: NextRows[] = [];
  #lost: WriterBatch['lost'] = null;
  #dropped: number;
  #wake = () => {};

  /** @param from where the feed was when the recording was asked for: making the file took a moment */
  constructor(feed: Feed, writer: RecordingWriter, from: RecordingStart) {
    this.#feed = feed;
    this.#writer = writer;
    this.#at = from.seq;
    this.#dropped = Math.min(from.dropped, feed.dropped);
    this.#unsubscribe = [
      feed.changes.subscribe(() => this.#wake()),
      feed.beforeClear.subscribe(() => this.#saveRest()),
    ];
    this.#ended = this.#run();
  }

  get state(): RecorderState {
    return this.#state;
  }

  /** Resolves when all that was heard until now is in the file. */
  stop(): Promise<void> {
    if (this.#until === Infinity) this.#until = this.#feed.ring.nextSeq;
    this.#wake();
    return this.#ended;
  }

  async #run(): Promise<void> {
    try {
      for (;;) {
        const rows = this.#next();
        if (rows) await this.#write(rows);
        else if (this.#until !== Infinity) break;
        else {
          await new Promise<void>(resolve => (this.#wake = resolve));
          if (this.#until === Infinity) await pause(REST_MS);
        }
      }
      const { failure } = await this.#writer.end(Date.now(), this.#state.lost);
      if (failure !== null) this.#say({ problem: failure });
    } catch (error) {
      // The thread itself died: what is in the file stays there.
      this.#say({ problem: (error as Error).message });
    } finally {
      for (const unsubscribe of this.#unsubscribe) unsubscribe();
    }
  }

  async #write({ batch, segment }: NextRows): Promise<void> {
    const { messages, gaps, bytes, lost, failure } = await this.#writer.write(batch, segment);
    this.#say({
      messages,
      gaps,
      bytes,
      lost: this.#state.lost + lost,
      problem: failure ?? this.#state.problem,
    });
  }

  /** The next rows of one segment; undefined when there are none to write. */
  #next(): NextRows | undefined {
    const saved = this.#saved.shift();
    if (saved) return saved;
    this.#countDropped();
    const { ring } = this.#feed;
    if (this.#at < ring.firstSeq) {
      this.#lose(Math.min(ring.firstSeq, this.#until) - this.#at, TOO_SLOW);
      this.#at = ring.firstSeq;
    }
    const segment = this.#at < this.#until ? ring.segmentAt(this.#at) : undefined;
    if (!segment) return undefined;
    const from = this.#at - segment.firstSeq;
    let to = Math.min(segment.rows, this.#until - segment.firstSeq);
    if (this.#isOpenGap(segment.firstSeq + to - 1)) to--;
    if (to === from) return undefined;
    this.#at = segment.firstSeq + to;
    return { batch: writerBatch(this.#feed, segment, rowsBetween(from, to), this.#takeLost()), segment };
  }

  /** A gap that lasts is written when it is over, or when messages came after it: its end is then known, or does not matter. */
  #isOpenGap(seq: number): boolean {
    return (
      this.#until === Infinity &&
      seq === this.#feed.ring.nextSeq - 1 &&
      this.#feed.ring.at(seq)?.kind === ROW_GAP &&
      this.#feed.gapAt(seq)?.endedAt === null
    );
  }

  #saveRest(): void {
    const until = this.#until;
    if (until === Infinity) this.#until = this.#feed.ring.nextSeq;
    const rest: NextRows[] = [...this.#saved];
    this.#saved = [];
    // A feed that is cleared uses none of its segments again.
    for (let rows = this.#next(); rows; rows = this.#next()) rest.push(rows);
    this.#saved = rest;
    this.#until = until;
    this.#dropped = 0;
  }

  #countDropped(): void {
    const { dropped } = this.#feed;
    if (dropped > this.#dropped) this.#lose(dropped - this.#dropped, TOO_LARGE);
    this.#dropped = dropped;
  }

  #lose(messages: number, reason: string): void {
    this.#lost = { messages: messages + (this.#lost?.messages ?? 0), reason };
    this.#say({ lost: this.#state.lost + messages, problem: reason });
  }

  #takeLost(): WriterBatch['lost'] {
    const lost = this.#lost;
    this.#lost = null;
    return lost;
  }

  #say(change: Partial<RecorderState>): void {
    this.#state = { ...this.#state, ...change };
    this.changes.notify();
  }
}

function rowsBetween(from: number, to: number): Uint32Array<ArrayBuffer> {
  return Uint32Array.from({ length: to - from }, (_, index) => from + index);
}
