import type { RowRange } from './row-source.ts';
import { clamp } from './scroll-map.ts';

/** Newest last reads like a log; newest first like an inbox. */
export type RowOrder = 'newest-last' | 'newest-first';

/** Where a grid stands. */
export interface ScrollState {
  /** First visible row from the top, with a fraction. */
  offset: number;
  /** The newest row stays in view whatever arrives. */
  following: boolean;
  /** `end` of the range when it stopped following: what came since is "new". */
  leftAt: number;
}

/** Within this many rows of the newest one a live grid follows again. */
const EDGE = 0.05;

export function positionAt(index: number, range: RowRange, order: RowOrder): number {
  return order === 'newest-last' ? range.start + index : range.end - 1 - index;
}

export function indexOf(position: number, range: RowRange, order: RowOrder): number {
  return order === 'newest-last' ? position - range.start : range.end - 1 - position;
}

/** The offset at which the newest row is in view. */
export function newestOffset(maxOffset: number, order: RowOrder): number {
  return order === 'newest-last' ? maxOffset : 0;
}

/** After the range moved: follows the newest row, or keeps every visible row where it is. */
export function afterRangeChange(
  state: ScrollState,
  before: RowRange,
  after: RowRange,
  order: RowOrder,
  maxOffset: number,
): ScrollState {
  if (state.following) return { ...state, offset: newestOffset(maxOffset, order), leftAt: after.end };
  if (after.end < before.end) return { ...state, offset: clamp(state.offset, maxOffset), leftAt: after.end };
  const shift = order === 'newest-last' ? before.start - after.start : after.end - before.end;
  return { ...state, offset: clamp(state.offset + shift, maxOffset) };
}

/** After a person scrolled. A live grid at the newest row follows; anywhere else it stands still. */
export function afterScroll(
  state: ScrollState,
  offset: number,
  range: RowRange,
  order: RowOrder,
  maxOffset: number,
  canFollow: boolean,
): ScrollState {
  const to = clamp(offset, maxOffset);
  const atNewest = Math.abs(newestOffset(maxOffset, order) - to) <= EDGE;
  const following = canFollow && atNewest;
  return { offset: to, following, leftAt: state.following && !following ? range.end : state.leftAt };
}

/** Rows that came since the grid stopped following. */
export function newSince(state: ScrollState, range: RowRange): number {
  return state.following ? 0 : Math.max(0, range.end - state.leftAt);
}
