import { Worker } from 'node:worker_threads';
import type { ChosenDecoding } from '#shared/contract/decoding.ts';
import type { FeedFilter, FeedPart, FeedSort, SortState } from '#shared/contract/feeds.ts';
import { bytesText } from '#shared/redis/text.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { Changes } from '../../changes.ts';
import { chosenByNumber } from '../../decode/chosen-decodings.ts';
import { workerUrl } from '../../worker-url.ts';
import type { Feed } from '../feed.ts';
import { heldRows, segmentRows, type SegmentRows } from '../held-rows.ts';
import type { SortAnswer, SortBatch, SortRequest } from './sort-messages.ts';

const MEMORY_LIMIT_MB = 2_048;

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
  readonly #worker: Worker;
  readonly #ended = new AbortController();
  #seqs = new Float64Array();
  #state: SortState = { done: false, read: 0, total: null, missing: 0, left: 0 };
  #failure: MillraceError | undefined;
  #answered: (answer: SortAnswer) => void = () => {};

  constructor(feed: Feed, options: SortOptions) {
    this.#feed = feed;
    this.#options = options;
    this.#worker = new Worker(workerUrl('./feeds/sort/sort-worker.ts'), {
      workerData: options.sort,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
      name: 'sort',
    });
    this.#worker.on('message', (answer: SortAnswer) => this.#answered(answer));
    this.#worker.on('error', error => this.#fail(error));
    feed.ring.addReader();
    void this.#run().catch((error: Error) => this.#fail(error));
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
    this.#feed.ring.removeReader();
    void this.#worker.terminate();
  }

  async #run(): Promise<void> {
    const { filter, part } = this.#options;
    const seqs = await heldRows(this.#feed, filter, this.#ended.signal, part);
    this.#say({ total: seqs.length });
    for (const part of segmentRows(this.#feed.ring, seqs)) {
      await this.#ask({ batch: this.#batch(part) });
      this.#say({ read: this.#state.read + part.rows.length });
    }
    const left = seqs.length - this.#state.read;
    const sorted = await this.#ask('finish');
    if (!('seqs' in sorted)) return;
    this.#seqs = sorted.seqs;
    this.#say({ done: true, missing: sorted.missing, left });
  }

  #batch({ segment, rows }: SegmentRows): SortBatch {
    const names = new Map<number, string>();
    if (this.#options.sort.by === 'channel') {
      for (const row of rows) {
        const channel = segment.channels[row]!;
        if (!names.has(channel)) names.set(channel, bytesText(this.#feed.name(channel)));
      }
    }
    return {
      memory: segment.bytes.buffer as SharedArrayBuffer,
      payloadBytes: segment.bytes.length,
      firstSeq: segment.firstSeq,
      rows,
      chosen: chosenByNumber(this.#options.decode, name => this.#feed.findName(name)),
      names,
    };
  }

  async #ask(request: SortRequest): Promise<SortAnswer> {
    this.#ended.signal.throwIfAborted();
    return new Promise(resolve => {
      this.#answered = resolve;
      this.#worker.postMessage(request);
    });
  }

  #say(change: Partial<SortState>): void {
    this.#state = { ...this.#state, ...change };
    this.changes.notify();
  }

  #fail(error: Error): void {
    if (this.#ended.signal.aborted) return;
    this.#failure =
      error instanceof MillraceError
        ? error
        : (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? new MillraceError(
              'too-large',
              `Sorting needed more than ${MEMORY_LIMIT_MB / 1_024} GB of memory. Filter the messages first.`,
            )
          : new MillraceError('internal', `The messages could not be sorted: ${error.message}`);
    this.close();
    this.changes.notify();
  }
}
