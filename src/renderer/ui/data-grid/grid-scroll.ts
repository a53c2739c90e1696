import {
  afterRangeChange,
  afterScroll,
  indexOf,
  newestOffset,
  newSince,
  type RowOrder,
  type ScrollState,
} from './live-scroll.ts';
import type { RowRange, ShownRows } from './row-source.ts';
import { ROW_HEIGHT, scrollMap, type ScrollMap } from './scroll-map.ts';

const NO_ROWS: RowRange = {
  start: 0,
  end: 0,
  moreBefore: false,
  moreAfter: false,
  total: 0,
  loading: false,
  problem: null,
};

export interface GridMode {
  order: RowOrder;
  /** Newest rows arrive and can be followed. */
  live: boolean;
  paused: boolean;
}

/** Where one grid stands between its source, its scrollbar and its person. Drawing reads it; events write it. */
export class GridScroll {
  range: RowRange = NO_ROWS;
  map: ScrollMap = scrollMap(0, 0);
  bodyHeight = 0;
  #mode: GridMode = { order: 'newest-last', live: false, paused: false };
  #state: ScrollState = { offset: 0, following: false, leftAt: 0 };
  /** Where the source ends, also while less of it is shown. */
  #sourceEnd = 0;
  /** Where it ended when the grid was paused: nothing after that is shown. */
  #pausedEnd = 0;

  get offset(): number {
    return this.#state.offset;
  }

  get following(): boolean {
    return this.#state.following;
  }

  get newRows(): number {
    return this.#mode.paused ? this.#sourceEnd - this.range.end : newSince(this.#state, this.range);
  }

  get rows(): number {
    return this.range.end - this.range.start;
  }

  /** Takes over what changed since the last drawing. Calling it again with the same is nothing. */
  sync(range: RowRange, bodyHeight: number, mode: GridMode): void {
    const before = this.range;
    const modeBefore = this.#mode;
    this.#sourceEnd = range.end;
    if (mode.paused && !modeBefore.paused) this.#pausedEnd = before.end;
    this.range = mode.paused
      ? { ...range, end: Math.max(range.start, Math.min(range.end, this.#pausedEnd)) }
      : range;
    this.bodyHeight = bodyHeight;
    this.#mode = mode;
    this.map = scrollMap(this.rows, bodyHeight);
    if (mode.live && !mode.paused && (!modeBefore.live || modeBefore.paused)) this.follow();
    if (mode.paused && !modeBefore.paused) this.stand();
    if (mode.order !== modeBefore.order) this.#showNewest();
    this.#state = afterRangeChange(this.#state, before, this.range, mode.order, this.map.maxOffset);
  }

  scrollTo(offset: number): void {
    const canFollow = this.#mode.live && !this.#mode.paused;
    this.#state = afterScroll(
      this.#state,
      offset,
      this.range,
      this.#mode.order,
      this.map.maxOffset,
      canFollow,
    );
  }

  /** Scrolls as little as needed to have a position in view. */
  reveal(position: number): void {
    const index = indexOf(position, this.range, this.#mode.order);
    const visible = this.bodyHeight / ROW_HEIGHT;
    if (index < this.offset) this.scrollTo(index);
    else if (index + 1 > this.offset + visible) this.scrollTo(index + 1 - visible);
  }

  follow(): void {
    if (this.#mode.live && !this.#mode.paused) this.#state = { ...this.#state, following: true };
    this.#showNewest();
  }

  /** Stops following where it is. */
  stand(): void {
    if (this.#state.following) this.#state = { ...this.#state, following: false, leftAt: this.range.end };
  }

  /** What is in view: as places from the top, and as positions for the source. */
  view(): { firstIndex: number; endIndex: number; shown: ShownRows } {
    const firstIndex = Math.floor(this.offset);
    const endIndex = Math.min(this.rows, Math.ceil(this.offset + this.bodyHeight / ROW_HEIGHT));
    const { start, end } = this.range;
    const [first, last] =
      this.#mode.order === 'newest-last'
        ? [start + firstIndex, start + endIndex]
        : [end - endIndex, end - firstIndex];
    return { firstIndex, endIndex, shown: { first, end: last, following: this.following } };
  }

  #showNewest(): void {
    this.#state = { ...this.#state, offset: newestOffset(this.map.maxOffset, this.#mode.order) };
  }
}
