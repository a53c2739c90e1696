import type { Look } from '#shared/contract/decoding.ts';
import type { Viewport } from '#shared/contract/feeds.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { Feed } from './feed.ts';
import type { RingBounds } from './ring.ts';
import { View, type ViewOptions } from './view.ts';

/** For all feeds together. */
const TOTAL_BYTES = 2 ** 30;

/** All feeds of the engine, and the pages' views of them. */
export class Feeds {
  readonly #feeds = new Map<string, Feed>();
  readonly #views = new Map<string, View>();
  readonly #totalBytes: number;
  #bounds: RingBounds;

  constructor(bounds: RingBounds, totalBytes = TOTAL_BYTES) {
    this.#bounds = bounds;
    this.#totalBytes = totalBytes;
  }

  /** Bounds of each feed from now on, also of those that are there. */
  rebound(bounds: RingBounds): void {
    this.#bounds = bounds;
    for (const feed of this.#feeds.values()) feed.ring.rebound(bounds);
  }

  create(onNamesForgotten?: (indexes: number[]) => void): Feed {
    const feed = new Feed(this.#bounds, onNamesForgotten);
    this.#feeds.set(feed.id, feed);
    return feed;
  }

  remove(feed: Feed): void {
    this.#feeds.delete(feed.id);
  }

  /** @throws {MillraceError} `not-found` */
  get(id: string): Feed {
    const feed = this.#feeds.get(id);
    if (!feed)
      throw new MillraceError('not-found', 'This feed is gone. It ended with its connection or its engine.');
    return feed;
  }

  /** Opens a view named `viewId` by its page, until the signal aborts. */
  async *view(
    feedId: string,
    viewId: string,
    viewport: Viewport,
    signal: AbortSignal,
    options: ViewOptions = {},
  ) {
    const view = new View(this.get(feedId), viewport, options);
    this.#views.set(viewId, view);
    try {
      yield* view.frames(signal);
    } finally {
      if (this.#views.get(viewId) === view) this.#views.delete(viewId);
    }
  }

  /** Moves a view. One that has ended meanwhile has nobody to show it to. */
  scroll(viewId: string, viewport: Viewport): void {
    this.#views.get(viewId)?.scroll(viewport);
  }

  /** Shows a view's rows in another way. */
  look(viewId: string, look: Look): void {
    this.#views.get(viewId)?.look(look);
  }

  /** Keeps all feeds together within their bound: called now and then, not per message. */
  enforceTotal(): void {
    const byLastView = [...this.#feeds.values()].sort((a, b) => a.viewedAt - b.viewedAt);
    let total = byLastView.reduce((sum, feed) => sum + feed.ring.allocatedBytes, 0);
    for (const feed of byLastView) {
      while (total > this.#totalBytes) {
        const before = feed.ring.allocatedBytes;
        if (!feed.ring.dropOldestSegment()) break;
        total -= before - feed.ring.allocatedBytes;
        feed.changes.notify();
      }
    }
  }
}
