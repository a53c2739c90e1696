import type { Look } from '#shared/contract/decoding.ts';
import {
  wholeFeed,
  type FeedFilter,
  type FeedFrame,
  type FeedPart,
  type FeedSort,
  type Viewport,
} from '#shared/contract/feeds.ts';
import type { DecodeThread } from '../decode/decode-thread.ts';
import { RowLooks } from './row-looks.ts';
import type { Feed } from './feed.ts';
import { FilterScan } from './filter/filter-scan.ts';
import { buildFrame } from './frame.ts';
import { SortedRows } from './sort/sorted-rows.ts';
import { pause } from '../changes.ts';

/** Between two frames of a viewport that follows the newest rows. */
const FOLLOW_MS = 50;
/** Between two frames of one that stands still: only the counters change in it. */
const STILL_MS = 250;

/** What a view shows of its feed, and how. */
export interface ViewOptions {
  filter?: FeedFilter | null;
  sort?: FeedSort | null;
  part?: FeedPart;
  /** How payloads are shown, and the thread that reads the large ones; without it as they came. */
  looks?: { look: Look; thread: DecodeThread } | null;
}

/** One page's window onto a feed. Moving it answers at once; news come at a pace a page can draw. */
export class View {
  readonly #feed: Feed;
  readonly #filter: FeedFilter | null;
  readonly #sort: FeedSort | null;
  readonly #part: FeedPart;
  readonly #looks: RowLooks | undefined;
  #viewport: Viewport;
  #moved = false;
  #wake = () => {};

  constructor(feed: Feed, viewport: Viewport, options: ViewOptions = {}) {
    const { filter = null, sort = null, part = wholeFeed, looks } = options;
    this.#feed = feed;
    this.#filter = filter;
    this.#sort = sort;
    this.#part = part;
    this.#looks = looks ? new RowLooks(feed, looks.thread, looks.look) : undefined;
    this.#viewport = viewport;
  }

  scroll(viewport: Viewport): void {
    this.#viewport = viewport;
    this.#moved = true;
    this.#wake();
  }

  /** Shows the rows in another way from now on. */
  look(look: Look): void {
    if (!this.#looks) return;
    this.#looks.look = look;
    this.#moved = true;
    this.#wake();
  }

  /** @throws {MillraceError} `bad-input` for a filter that cannot be read; what ended the filter, if that ended by itself */
  async *frames(signal: AbortSignal): AsyncGenerator<FeedFrame> {
    const looks = this.#looks;
    const sorted = this.#sort
      ? new SortedRows(this.#feed, {
          sort: this.#sort,
          filter: this.#filter,
          decode: looks?.look.decode ?? [],
          part: this.#part,
        })
      : undefined;
    const scan = this.#filter && !sorted ? new FilterScan(this.#feed, this.#filter, this.#part) : undefined;
    let changed = true;
    const onChange = () => {
      if (changed) return;
      changed = true;
      this.#wake();
    };
    const unsubscribe = this.#feed.changes.subscribe(onChange);
    for (const part of [scan, sorted, looks]) part?.changes.subscribe(onChange);
    signal.addEventListener('abort', () => this.#wake(), { once: true });
    try {
      let sentAt = -Infinity;
      while (!signal.aborted) {
        if (!changed && !this.#moved) {
          await new Promise<void>(resolve => (this.#wake = resolve));
          continue;
        }
        const rest = sentAt + (this.#viewport.follow ? FOLLOW_MS : STILL_MS) - performance.now();
        if (!this.#moved && rest > 0) {
          const moved = new AbortController();
          this.#wake = () => (this.#moved || signal.aborted) && moved.abort();
          await pause(rest, moved.signal);
          continue;
        }
        this.#moved = changed = false;
        sentAt = this.#feed.viewedAt = performance.now();
        const failure = scan?.failure ?? sorted?.failure;
        if (failure) throw failure;
        yield buildFrame(this.#feed, this.#viewport, { scan, sorted, looks, part: this.#part });
      }
    } finally {
      unsubscribe();
      scan?.close();
      sorted?.close();
      looks?.close();
    }
  }
}
