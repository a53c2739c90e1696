import type { FeedFilter, FeedFrame, Viewport } from '#shared/contract/feeds.ts';
import type { Feed } from './feed.ts';
import { FilterScan } from './filter/filter-scan.ts';
import { buildFrame } from './frame.ts';
import { pause } from '../changes.ts';

/** Between two frames of a viewport that follows the newest rows. */
const FOLLOW_MS = 50;
/** Between two frames of one that stands still: only the counters change in it. */
const STILL_MS = 250;

/** One page's window onto a feed. Moving it answers at once; news come at a pace a page can draw. */
export class View {
  readonly #feed: Feed;
  readonly #filter: FeedFilter | null;
  #viewport: Viewport;
  #moved = false;
  #wake = () => {};

  constructor(feed: Feed, viewport: Viewport, filter: FeedFilter | null = null) {
    this.#feed = feed;
    this.#filter = filter;
    this.#viewport = viewport;
  }

  scroll(viewport: Viewport): void {
    this.#viewport = viewport;
    this.#moved = true;
    this.#wake();
  }

  /** @throws {MillraceError} `bad-input` for a filter that cannot be read; what ended the filter, if that ended by itself */
  async *frames(signal: AbortSignal): AsyncGenerator<FeedFrame> {
    const scan = this.#filter ? new FilterScan(this.#feed, this.#filter) : undefined;
    let changed = true;
    const onChange = () => {
      if (changed) return;
      changed = true;
      this.#wake();
    };
    const unsubscribe = this.#feed.changes.subscribe(onChange);
    scan?.changes.subscribe(onChange);
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
        if (scan?.failure) throw scan.failure;
        yield buildFrame(this.#feed, this.#viewport, scan);
      }
    } finally {
      unsubscribe();
      scan?.close();
    }
  }
}
