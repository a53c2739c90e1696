import { wholeFeed, type FeedFilter, type FeedPart, type FeedScan } from '#shared/contract/feeds.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { Changes } from '../../changes.ts';
import { mayUseMeta } from '../../conditions/condition.ts';
import { chosenByNumber } from '../../decode/chosen-decodings.ts';
import { TaskThreads, type ThreadTask } from '../../threads/task-threads.ts';
import type { Feed } from '../feed.ts';
import { heardByNumbers } from '../heard-by.ts';
import { shareRows } from '../row-reader.ts';
import type { Segment } from '../segment.ts';
import type { FilterBatch, FilterResult, FilterStart } from './filter-messages.ts';
import { MatchIndex } from './match-index.ts';

/** Rows that come one by one are looked at together, this many ms apart. */
const REST_MS = 10;
/** Rows handed over at once at most: a segment of short messages has many, and what matches among them is shown when all were looked at. */
const BATCH_ROWS = 8_192;

const threads = new TaskThreads<FilterStart, FilterBatch, FilterResult>({
  worker: './feeds/filter/filter-worker.ts',
  name: 'filter',
  memoryLimitMb: 1_024,
  // One message that takes longer ends the filter.
  itemLimitMs: 1_000,
  words: {
    outOfMemory: limit =>
      `The filter was stopped: it needed more than ${limit}. Look for an expression that builds large values.`,
    tooSlow: limit =>
      `The filter was stopped: one message took it over ${limit}. Look for an expression that loops over large lists, or a very large payload.`,
    crashed: reason => `The filter ended unexpectedly: ${reason}`,
  },
});

const nothing = { scanned: 0, muted: 0, matched: 0, failed: 0, missed: 0 };

/**
 * A filter at work on a feed: a thread of its own reads the feed's memory, batch by batch, and what it finds is kept as an index of
 * rows. It sees every row that comes, and, in turns with these, those that are retained when it begins, the newest first: what a person
 * looks for is mostly of a moment ago, and a full feed takes seconds to read.
 */
export class FilterScan {
  /** Of `index` and `state`. */
  readonly changes = new Changes();
  readonly index: MatchIndex;
  readonly #feed: Feed;
  readonly #filter: FeedFilter;
  readonly #usesNames: boolean;
  readonly #task: ThreadTask<FilterBatch, FilterResult>;
  readonly #unsubscribe: () => void;
  #counts = { ...nothing };
  #failureOfRow: string | null = null;
  #failure: MillraceError | undefined;
  /** The next row to look at, of those that come. */
  #at: number;
  /** Of those that were there, the ones before this are still to be looked at, down to `#from`. */
  #back: number;
  readonly #from: number;
  /** The first row that it does not look at. */
  readonly #until: number;
  #clearedAt: number;
  /** The batch that the thread is at. */
  #batch: { segment: Segment; rows: number; isBack: boolean } | undefined;
  #wasBack = false;
  #rest: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(feed: Feed, filter: FeedFilter, { from, until }: FeedPart = wholeFeed) {
    this.#feed = feed;
    this.#filter = filter;
    this.#usesNames = mayUseMeta(filter);
    this.#until = until ?? Infinity;
    this.#from = Math.min(Math.max(feed.ring.firstSeq, from), feed.ring.nextSeq);
    this.#at = this.#back = Math.max(this.#from, Math.min(feed.ring.nextSeq, this.#until));
    this.index = new MatchIndex(this.#back - this.#from);
    this.#clearedAt = feed.clearedAtSeq;
    const { language, text, highlight } = filter;
    this.#task = threads.begin({ condition: { language, text }, highlight });
    this.#task.begun.catch((error: MillraceError) => this.#fail(error));
    this.#unsubscribe = feed.changes.subscribe(() => this.#wake());
    this.#next();
  }

  /** Why it ended by itself, `bad-input` when its condition cannot be read; undefined while it works. */
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
    const coming = Math.max(0, Math.min(ring.nextSeq, this.#until) - Math.max(this.#at, ring.firstSeq));
    const waiting = coming + Math.max(0, this.#back - this.#backTo) + (this.#batch?.rows ?? 0);
    return { ...this.#counts, failure: this.#failureOfRow, waiting };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#rest);
    this.#unsubscribe();
    void this.#task.close();
  }

  #wake(): void {
    if (this.#batch || this.#rest || this.#closed) return;
    this.#rest = setTimeout(() => {
      this.#rest = undefined;
      this.#next();
    }, REST_MS);
  }

  /** What has left the feed before it was reached backwards is not kept any more: nobody misses it. */
  get #backTo(): number {
    return Math.max(this.#from, this.#feed.ring.firstSeq);
  }

  /** Hands the next rows to the thread, those of one segment: in turns of what has come and of what was there. */
  #next(): void {
    if (this.#closed || this.#batch) return;
    this.#noticeClearing();
    const { ring } = this.#feed;
    if (this.#at < ring.firstSeq) {
      this.#counts.missed += ring.firstSeq - this.#at;
      this.#at = ring.firstSeq;
    }
    const coming = this.#at < this.#until ? ring.segmentAt(this.#at) : undefined;
    const before = this.#back > this.#backTo ? ring.segmentAt(this.#back - 1) : undefined;
    const isBack = before !== undefined && (coming === undefined || !this.#wasBack);
    const segment = isBack ? before : coming;
    if (!segment) return;
    const { firstSeq } = segment;
    const from = (isBack ? Math.max(this.#backTo, firstSeq, this.#back - BATCH_ROWS) : this.#at) - firstSeq;
    const to = isBack
      ? this.#back - firstSeq
      : Math.min(segment.rows, this.#until - firstSeq, from + BATCH_ROWS);
    this.#batch = { segment, rows: to - from, isBack };
    this.#wasBack = isBack;
    if (isBack) this.#back = firstSeq + from;
    else this.#at = firstSeq + to;
    const find = (name: Buffer) => this.#feed.findName(name);
    const { muted, solo, decode } = this.#filter;
    const batch: FilterBatch = {
      shared: shareRows(this.#feed, segment, this.#usesNames ? rowsBetween(from, to) : []),
      from,
      to,
      muted: heardByNumbers(muted, find),
      solo: solo.length > 0 ? heardByNumbers(solo, find) : null,
      chosen: decode.length > 0 ? chosenByNumber(decode, find) : null,
    };
    const asked = this.#task.ask(batch);
    segment.lendUntil(asked);
    asked.then(
      result => this.#take(result),
      (error: MillraceError) => this.#fail(withSeq(error, segment.firstSeq)),
    );
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
      if (batch.isBack) this.index.prepend(seqs, marks);
      else this.index.append(seqs, marks);
    }
    this.changes.notify();
    if (this.#feed.ring.nextSeq > this.#at || this.#back > this.#backTo) this.#next();
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

  #fail(error: MillraceError): void {
    if (this.#closed) return;
    this.#failure = error;
    this.close();
    this.changes.notify();
  }
}

function* rowsBetween(from: number, to: number): Generator<number> {
  for (let row = from; row < to; row++) yield row;
}

/** A thread knows the row of the segment that it was at; the feed knows it by its sequence number. */
function withSeq(error: MillraceError, firstSeq: number): MillraceError {
  return error.code === 'timeout'
    ? new MillraceError('timeout', error.message, { seq: firstSeq + Number(error.detail?.item) })
    : error;
}
