/** Height of a row in px, everywhere. */
export const ROW_HEIGHT = 24;

/** Browsers stop laying out far above this; beyond it the scrollbar is scaled. In px. */
const MAX_SPACER = 8_000_000;

/**
 * The relation between a scrollbar, which has as many pixels as a browser can lay out, and rows, of which there may be millions
 * more. `offset` is the first visible row, with a fraction, counted from the top.
 */
export interface ScrollMap {
  /** Height of what the scrollbar scrolls, px. */
  spacer: number;
  /** The largest offset: the last row is at the bottom. */
  maxOffset: number;
  toScrollTop(offset: number): number;
  toOffset(scrollTop: number): number;
}

/** `bodyHeight` is the height in px in which rows are seen. */
export function scrollMap(rows: number, bodyHeight: number): ScrollMap {
  const spacer = Math.max(bodyHeight, Math.min(rows * ROW_HEIGHT, MAX_SPACER));
  const maxOffset = Math.max(0, rows - bodyHeight / ROW_HEIGHT);
  const travel = spacer - bodyHeight;
  return {
    spacer,
    maxOffset,
    toScrollTop: offset => (maxOffset === 0 ? 0 : (clamp(offset, maxOffset) / maxOffset) * travel),
    toOffset: scrollTop => (travel === 0 ? 0 : clamp((scrollTop / travel) * maxOffset, maxOffset)),
  };
}

export function clamp(offset: number, maxOffset: number): number {
  return Math.min(Math.max(0, offset), maxOffset);
}
