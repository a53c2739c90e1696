import type { ChosenDecoding } from '#shared/contract/decoding.ts';
import type { FeedFilter, FeedPart, FeedSort, SortState } from '#shared/contract/feeds.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { Changes } from '../../changes.ts';
import { chosenByNumber } from '../../decode/chosen-decodings.ts';
import { TaskThreads, type ThreadTask } from '../../threads/task-threads.ts';
import type { Feed } from '../feed.ts';
import { heldRows, segmentRows, type SegmentRows } from '../held-rows.ts';
import { shareRows } from '../row-reader.ts';
import type { SortAnswer, SortBatch, SortRequest, SortStart } from './sort-messages.ts';

const threads = new TaskThreads<SortStart, SortRequest, SortAnswer>({
  worker: './feeds/sort/sort-worker.ts',
  name: 'sort',
  memoryLimitMb: 2_048,
  // A row that is read takes a moment; the sorting of ten million, which is one item, may take seconds.
  itemLimitMs: 30_000,
  words: {
    outOfMemory: limit => `Sorting needed more than ${limit} of memory. Filter the messages first.`,
    tooSlow: limit => `Sorting was stopped: one message, or the order of all, took more than ${limit}.`,
    crashed: reason => `The messages could not be sorted: ${reason}`,
  },
});

export interface SortOptions {
  sort: FeedSort;
  filter: FeedFilter | null;
  decode: readonly ChosenDecoding[];
  part?: FeedPart;
}

/**
 * The messages that a feed holds when it begins, or those that a filter matches, in the order of a value. They are read and sorted in a
 * thread of their own; until that is done there are no rows. What comes later is not among them.
 */
export class SortedRows {
  /** Of `state` and the rows. */
  readonly changes = new Changes();
  readonly start = 0;
  readonly #feed: Feed;
  readonly #options: SortOptions;
  readonly #task: ThreadTask<SortRequest, SortAnswer>;
  readonly #ended = new AbortController();
  #seqs = new Float64Array();
  #state: SortState = { done: false, read: 0, total: null, missing: 0, left: 0 };
  #failure: MillraceError | undefined;

  constructor(feed: Feed, options: SortOptions) {
    this.#feed = feed;
    this.#options = options;
    this.#task = threads.begin(options.sort);
    this.#run().catch((error: MillraceError) => this.#fail(error));
  }

  get end(): number {
    return this.#seqs.length;
  }

  get failure(): MillraceError | undefined {
    return this.#failure;
  }

  get state(): SortState {
    return this.#state;
  }

  seqAt(position: number): number {
    return this.#seqs[position]!;
  }

  close(): void {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort();
    void this.#task.close();
  }

  async #run(): Promise<void> {
    const { filter, part } = this.#options;
    const seqs = await heldRows(this.#feed, filter, this.#ended.signal, part);
    this.#say({ total: seqs.length });
    for (const part of segmentRows(this.#feed.ring, seqs)) {
      this.#ended.signal.throwIfAborted();
      const asked = this.#task.ask({ batch: this.#batch(part) });
      part.segment.lendUntil(asked);
      await asked;
      this.#say({ read: this.#state.read + part.rows.length });
    }
    const left = seqs.length - this.#state.read;
    const sorted = (await this.#task.ask('finish'))!;
    this.#seqs = sorted.seqs;
    this.#say({ done: true, missing: sorted.missing, left });
  }

  #batch({ segment, rows }: SegmentRows): SortBatch {
    return {
      shared: shareRows(this.#feed, segment, this.#options.sort.by === 'channel' ? rows : []),
      rows,
      chosen: chosenByNumber(this.#options.decode, name => this.#feed.findName(name)),
    };
  }

  #say(change: Partial<SortState>): void {
    this.#state = { ...this.#state, ...change };
    this.changes.notify();
  }

  #fail(error: MillraceError): void {
    if (this.#ended.signal.aborted) return;
    this.#failure = error;
    this.close();
    this.changes.notify();
  }
}
