import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterRangeChange,
  afterScroll,
  indexOf,
  newSince,
  positionAt,
  type RowOrder,
  type ScrollState,
} from './live-scroll.ts';
import type { RowRange } from './row-source.ts';
import { scrollMap } from './scroll-map.ts';

const range = (start: number, end: number): RowRange => ({
  start,
  end,
  moreBefore: false,
  moreAfter: false,
  total: end - start,
  loading: false,
  problem: null,
});
const HEIGHT = 240;
const maxOffset = (rows: RowRange) => scrollMap(rows.end - rows.start, HEIGHT).maxOffset;

describe('following', () => {
  it('keeps the newest row at the bottom, or at the top', () => {
    const before = range(0, 100);
    const after = range(20, 150);
    const state = { offset: 90, following: true, leftAt: 100 };
    expect(afterRangeChange(state, before, after, 'newest-last', maxOffset(after)).offset).toBe(120);
    expect(
      afterRangeChange({ ...state, offset: 0 }, before, after, 'newest-first', maxOffset(after)).offset,
    ).toBe(0);
  });

  it('ends when a person scrolls away and counts what is new', () => {
    const rows = range(0, 100);
    const away = afterScroll({ offset: 90, following: true, leftAt: 0 }, 80, rows, 'newest-last', 90, true);
    expect(away).toEqual({ offset: 80, following: false, leftAt: 100 });
    expect(newSince(away, range(0, 1_304))).toBe(1_204);
  });

  it('begins again at the newest row, unless it is paused', () => {
    const rows = range(0, 100);
    const state = { offset: 80, following: false, leftAt: 50 };
    expect(afterScroll(state, 200, rows, 'newest-last', 90, true).following).toBe(true);
    expect(afterScroll(state, 200, rows, 'newest-last', 90, false)).toEqual({
      offset: 90,
      following: false,
      leftAt: 50,
    });
  });
});

it('moves nothing under the cursor while rows come and go elsewhere', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<RowOrder>('newest-last', 'newest-first'),
      fc.integer({ min: 0, max: 50 }),
      fc.integer({ min: 0, max: 500 }),
      (order, evicted, arrived) => {
        const before = range(0, 200);
        const after = range(evicted, 200 + arrived);
        const state: ScrollState = { offset: 80.5, following: false, leftAt: 200 };
        const next = afterRangeChange(state, before, after, order, maxOffset(after));
        const top = (offset: number, rows: RowRange) => positionAt(Math.floor(offset), rows, order);
        expect(top(next.offset, after)).toBe(top(state.offset, before));
        expect(next.offset % 1).toBeCloseTo(0.5);
      },
    ),
  );
});

it('goes back and forth between places and positions', () => {
  const rows = range(-5, 10);
  for (const order of ['newest-last', 'newest-first'] as const)
    for (let index = 0; index < 15; index++)
      expect(indexOf(positionAt(index, rows, order), rows, order)).toBe(index);
});

describe('scroll map', () => {
  it('is exact while the browser can lay it out', () => {
    const map = scrollMap(1_000, HEIGHT);
    expect(map.toScrollTop(12.5)).toBe(300);
    expect(map.toOffset(300)).toBe(12.5);
  });

  it('reaches the first and the last of five million rows', () => {
    const map = scrollMap(5_000_000, HEIGHT);
    expect(map.spacer).toBe(8_000_000);
    expect(map.toOffset(0)).toBe(0);
    expect(map.toOffset(map.spacer - HEIGHT)).toBe(5_000_000 - 10);
    expect(map.toOffset(map.toScrollTop(1_234_567.25))).toBeCloseTo(1_234_567.25, 4);
  });

  it('does not scroll what fits', () => {
    const map = scrollMap(3, HEIGHT);
    expect(map.maxOffset).toBe(0);
    expect(map.toScrollTop(2)).toBe(0);
    expect(map.toOffset(10)).toBe(0);
  });
});
