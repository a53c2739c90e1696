import { Worker } from 'node:worker_threads';
import {
  wholeFeed,
  type FeedFilter,
  type FeedPart,
  type FeedScan,
  type HeardBy,
} from '#shared/contract/feeds.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { Changes } from '../../changes.ts';
import { chosenByNumber } from '../../decode/chosen-decodings.ts';
import { NO_PATTERN, type Feed } from '../feed.ts';
import type { Segment } from '../segment.ts';
import { compileCondition } from './condition.ts';
import type { FilterBatch, FilterResult, FilterStart, Sources } from './filter-messages.ts';
import { MatchIndex } from './match-index.ts';
import { startWatchdog } from '../../watchdog.ts';
import { workerUrl } from '../../worker-url.ts';

/** One message that takes longer than this ends the filter. */
const ROW_LIMIT_MS = 1_000;
/** A filter that holds more than this has gone wrong. */
const MEMORY_LIMIT_MB = 1_024;
/** Rows that come one by one are looked at together, this many ms apart. */
const REST_MS = 10;

const nothing = { scanned: 0, muted: 0, matched: 0, failed: 0, missed: 0 };

/**
 * A filter at work on a feed: a thread of its own reads the feed's memory, batch by batch, and what it finds is kept as an index of
 * rows. It sees all rows that are retained when it begins, and every one that comes.
 */
export class FilterScan {
  /** Of `index` and `state`. */
  readonly changes = new Changes();
  readonly index = new MatchIndex();
  readonly #feed: Feed;
  readonly #filter: FeedFilter;
  readonly #usesNames: boolean;
  readonly #worker: Worker;
  readonly #progress = new Int32Array(new SharedArrayBuffer(4));
  readonly #endWatch: () => void;
  readonly #unsubscribe: () => void;
  #counts = { ...nothing };
  #failureOfRow: string | null = null;
  #failure: MillraceError | undefined;
  /** The next row to look at. */
  #at: number;
  /** The first row that it does not look at. */
  readonly #until: number;
  #clearedAt: number;
  /** The batch that the thread is at. */
  #batch: { segment: Segment; rows: number } | undefined;
  #rest: NodeJS.Timeout | undefined;
  #closed = false;

  /** @throws {MillraceError} `bad-input` for a condition that cannot be read */
  constructor(feed: Feed, filter: FeedFilter, { from, until }: FeedPart = wholeFeed) {
    compileCondition(filter);
    this.#feed = feed;
    this.#filter = filter;
    this.#usesNames = filter.language === 'cel' && /\bmeta\b/.test(filter.text);
    this.#at = Math.min(Math.max(feed.ring.firstSeq, from), feed.ring.nextSeq);
    this.#until = until ?? Infinity;
    this.#clearedAt = feed.clearedAtSeq;
    const { language, text, highlight } = filter;
    const start: FilterStart = {
      condition: { language, text },
      highlight,
      progress: this.#progress.buffer,
    };
    this.#worker = new Worker(workerUrl('./feeds/filter/filter-worker.ts'), {
      workerData: start,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
      name: 'filter',
    });
    feed.ring.addReader();
    this.#worker.on('message', (result: FilterResult) => this.#take(result));
    this.#worker.on('error', error => this.#fail(asFilterError(error)));
    this.#unsubscribe = feed.changes.subscribe(() => this.#wake());
    this.#endWatch = this.#watchRows();
    this.#next();
  }

  /** Why it ended by itself; undefined while it works. */
  get failure(): MillraceError | undefined {
    return this.#failure;
  }

  /** Drops what has left the feed; to be called before the index is read. */
  trim(): void {
    this.#noticeClearing();
    this.index.dropBefore(this.#feed.ring.firstSeq);
  }

  state(): FeedScan {
    const { ring } = this.#feed;
    const waiting =
      Math.min(ring.nextSeq, this.#until) - Math.max(this.#at, ring.firstSeq) + (this.#batch?.rows ?? 0);
    return { ...this.#counts, failure: this.#failureOfRow, waiting: Math.max(0, waiting) };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#rest);
    this.#endWatch();
    this.#unsubscribe();
    this.#feed.ring.removeReader();
    void this.#worker.terminate();
  }

  #wake(): void {
    if (this.#batch || this.#rest || this.#closed) return;
    this.#rest = setTimeout(() => {
      this.#rest = undefined;
      this.#next();
    }, REST_MS);
  }

  /** Hands the next rows to the thread, those of one segment. */
  #next(): void {
    if (this.#closed || this.#batch) return;
    this.#noticeClearing();
    const { ring } = this.#feed;
    if (this.#at < ring.firstSeq) {
      this.#counts.missed += ring.firstSeq - this.#at;
      this.#at = ring.firstSeq;
    }
    const segment = this.#at < this.#until ? ring.segmentAt(this.#at) : undefined;
    if (!segment) return;
    const from = this.#at - segment.firstSeq;
    const to = Math.min(segment.rows, this.#until - segment.firstSeq);
    this.#batch = { segment, rows: to - from };
    this.#at = segment.firstSeq + to;
    const batch: FilterBatch = {
      memory: segment.bytes.buffer as SharedArrayBuffer,
      payloadBytes: segment.bytes.length,
      firstSeq: segment.firstSeq,
      from,
      to,
      muted: this.#sources(this.#filter.muted),
      solo: this.#filter.solo.length > 0 ? this.#sources(this.#filter.solo) : null,
      chosen:
        this.#filter.decode.length > 0
          ? chosenByNumber(this.#filter.decode, name => this.#feed.findName(name))
          : null,
      names: this.#usesNames ? this.#namesIn(segment, from, to) : new Map(),
    };
    this.#worker.postMessage(batch);
  }

  #take({ seqs, marks, failure, ...counts }: FilterResult): void {
    const batch = this.#batch;
    this.#batch = undefined;
    if (this.#closed || !batch) return;
    this.#noticeClearing();
    // What was cleared meanwhile does not count.
    if (batch.segment.firstSeq >= this.#clearedAt) {
      for (const key of ['scanned', 'muted', 'matched', 'failed'] as const) this.#counts[key] += counts[key];
      this.#failureOfRow = failure ?? this.#failureOfRow;
      this.index.append(seqs, marks);
    }
    this.changes.notify();
    if (this.#feed.ring.nextSeq > this.#at) this.#next();
  }

  #noticeClearing(): void {
    const { clearedAtSeq } = this.#feed;
    if (clearedAtSeq === this.#clearedAt) return;
    this.#clearedAt = clearedAtSeq;
    this.#at = Math.max(this.#at, clearedAtSeq);
    this.#counts = { ...nothing };
    this.#failureOfRow = null;
    this.index.dropBefore(clearedAtSeq);
  }

  /** The numbers that the rows carry now. A name without a number is in no row. */
  #sources(heardBy: readonly HeardBy[]): Sources {
    const numbersOf = (kind: HeardBy['kind']) =>
      heardBy
        .filter(source => source.kind === kind)
        .map(source => this.#feed.findName(Buffer.from(source.name)))
        .filter(number => number !== undefined);
    // Rows carry a pattern's number plus one.
    return {
      channels: numbersOf('channel'),
      patterns: numbersOf('pattern').map(number => number + 1),
      shards: numbersOf('shard'),
    };
  }

  #namesIn(segment: Segment, from: number, to: number): Map<number, Uint8Array> {
    const names = new Map<number, Uint8Array>();
    const add = (number: number) => {
      if (!names.has(number)) names.set(number, this.#feed.name(number));
    };
    for (let row = from; row < to; row++) {
      add(segment.channels[row]!);
      if (segment.patterns[row] !== NO_PATTERN) add(segment.patterns[row]! - 1);
    }
    return names;
  }

  #fail(error: MillraceError): void {
    if (this.#closed) return;
    this.#failure = error;
    this.close();
    this.changes.notify();
  }

  /** The thread says where it is in a batch by the number of the row, from 1; 0 between batches. */
  #watchRows(): () => void {
    return startWatchdog({
      current: () => Atomics.load(this.#progress, 0) || null,
      limitMs: ROW_LIMIT_MS,
      onStuck: row => {
        const message = `The filter was ended: one message took it over ${ROW_LIMIT_MS / 1_000} s. Look for an expression that loops over large lists, or a very large payload.`;
        this.#fail(new MillraceError('timeout', message, { seq: this.#batch!.segment.firstSeq + row - 1 }));
      },
    });
  }
}

function asFilterError(error: Error): MillraceError {
  if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') {
    const message = `The filter was ended: it needed more than ${MEMORY_LIMIT_MB} MB. Look for an expression that builds large values.`;
    return new MillraceError('too-large', message);
  }
  return new MillraceError('internal', `The filter ended unexpectedly: ${error.message}`, undefined, {
    cause: error,
  });
}
