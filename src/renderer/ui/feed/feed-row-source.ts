import type { FeedFrame, FeedScan, SortState, Viewport } from '#shared/contract/feeds.ts';
import { Listeners } from '../../lib/listeners.ts';
import type { RowRange, RowSource, ShownRows } from '../data-grid/row-source.ts';

/** What a screen makes of a feed's rows. Keep the object the same between drawings. */
export interface FeedRows<Row> {
  /** Row `index` of a frame, decoded. */
  decode: (frame: FeedFrame, index: number) => Row;
  /** Whether the row can still change: a gap that lasts, a payload that is being decoded. Any other is made once. */
  mayChange: (row: Row) => boolean;
  isSame: (before: Row, after: Row) => boolean;
}

/** Rows asked for beyond the visible ones on each side, so that a small scroll finds them here. */
const MARGIN = 25;
const MAX_ROWS = 1_000;

const NO_ROWS: RowRange = {
  start: 0,
  end: 0,
  moreBefore: false,
  moreAfter: false,
  total: 0,
  loading: true,
  problem: null,
};

/**
 * A feed's rows by their positions in the view (see `FeedFrame.start`). Holds the newest frame and nothing else: what the
 * grid shows is asked of the engine through `attach`, and rows are decoded when they are drawn.
 */
export class FeedRowSource<Row> implements RowSource<Row> {
  readonly #listeners = new Listeners();
  readonly #of: FeedRows<Row>;
  #moveTo: ((viewport: Viewport) => void) | undefined;
  #frame: FeedFrame | undefined;
  #rows: (Row | undefined)[] = [];
  #range: RowRange = NO_ROWS;
  #shown: ShownRows = { first: 0, end: 0, following: true };
  #viewport: Viewport = { follow: true, rows: 2 * MARGIN };

  constructor(of: FeedRows<Row>) {
    this.#of = of;
  }

  readonly subscribe = this.#listeners.subscribe;

  /** What the engine is asked for now; a view that begins anew begins with it. */
  get viewport(): Viewport {
    return this.#viewport;
  }

  /** Sets where viewports are sent; without it they only wait in `viewport`. Returns what unsets it. */
  attach(moveTo: (viewport: Viewport) => void): () => void {
    this.#moveTo = moveTo;
    return () => {
      if (this.#moveTo === moveTo) this.#moveTo = undefined;
    };
  }

  range(): RowRange {
    return this.#range;
  }

  at(position: number): Row | undefined {
    if (this.#frame === undefined) return undefined;
    const index = position - this.#frame.first;
    if (index < 0 || index >= this.#frame.seqs.length) return undefined;
    return (this.#rows[index] ??= this.#of.decode(this.#frame, index));
  }

  /** What the filter has done so far; null without one. The same object from frame to frame while nothing changed. */
  readonly scan = (): FeedScan | null => this.#frame?.scan ?? null;

  /** The number that the next message of the feed gets, as far as it is known here. */
  readonly nextSeq = (): number => this.#frame?.counters.nextSeq ?? 0;

  /** How far a sorted view is; null where it is not sorted. */
  readonly sort = (): SortState | null => this.#frame?.sort ?? null;

  show(shown: ShownRows): void {
    this.#shown = shown;
    const viewport = this.#viewportFor(shown);
    if (isSameViewport(viewport, this.#viewport)) return;
    this.#viewport = viewport;
    this.#moveTo?.(viewport);
  }

  accept(frame: FeedFrame): void {
    const { start, end } = frame;
    const before = this.#frame;
    const isNewFeed = before !== undefined && end < before.end;
    if (!isNewFeed && this.#holdsWhatLeft(frame)) {
      // The rows on screen have left the ring, and the person is reading them: they stay until the next scroll.
      this.#range = { ...this.#range, end, total: end - start };
      this.#listeners.notify();
      return;
    }
    this.#frame = frame;
    const isNewLook = before?.look !== frame.look;
    this.#rows = isNewFeed || isNewLook ? [] : this.#keptRows(before, frame);
    this.#range = {
      start,
      end,
      moreBefore: false,
      moreAfter: false,
      total: end - start,
      loading: false,
      problem: null,
    };
    this.#listeners.notify();
  }

  fail(problem: string): void {
    this.#range = { ...this.#range, loading: false, problem };
    this.#listeners.notify();
  }

  /** Not following, the visible rows are here, and the new frame could not show them any more. */
  #holdsWhatLeft(frame: FeedFrame): boolean {
    const { first, end, following } = this.#shown;
    return (
      !following &&
      end > first &&
      first < frame.start &&
      this.at(first) !== undefined &&
      this.at(end - 1) !== undefined
    );
  }

  /** Rows that were decoded already, so that the grid sees the same objects and draws them no second time. */
  #keptRows(before: FeedFrame | undefined, frame: FeedFrame): (Row | undefined)[] {
    const rows: (Row | undefined)[] = Array.from({ length: frame.seqs.length });
    if (before === undefined) return rows;
    for (let index = 0; index < rows.length; index++) {
      const kept = this.#rows[frame.first + index - before.first];
      if (kept === undefined) continue;
      rows[index] = kept;
      if (this.#of.mayChange(kept)) {
        const current = this.#of.decode(frame, index);
        if (!this.#of.isSame(kept, current)) rows[index] = current;
      }
    }
    return rows;
  }

  #viewportFor({ first, end, following }: ShownRows): Viewport {
    const visible = Math.max(1, end - first);
    if (following) return { follow: true, rows: Math.min(MAX_ROWS, roundUp(visible + MARGIN)) };
    const from = Math.max(0, first - MARGIN);
    // A view that only moved within its margin needs nothing new.
    if (!this.#viewport.follow && first >= this.#viewport.from + 5) {
      const endOfView = this.#viewport.from + this.#viewport.rows;
      if (end <= endOfView - 5) return this.#viewport;
    }
    return { follow: false, from, rows: Math.min(MAX_ROWS, roundUp(visible + 2 * MARGIN)) };
  }
}

/** To the next ten, so that a half visible row more or less is not another viewport. */
function roundUp(rows: number): number {
  return Math.ceil(rows / 10) * 10;
}

function isSameViewport(a: Viewport, b: Viewport): boolean {
  return a.follow === b.follow && a.rows === b.rows && (a.follow || b.follow || a.from === b.from);
}
