import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Column } from './columns.ts';
import { useContents } from './use-contents.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const column = (id: string, width: number | 'flex' = 80): Column<object> => ({
  id,
  title: id,
  width,
  cell: () => null,
  text: () => '',
});

/** A row whose cells need so much; each is 80 px wide. */
function rowOf(needs: number[]): HTMLElement {
  const box = document.createElement('div');
  for (const [index, need] of needs.entries()) {
    const cell = document.createElement('span');
    cell.setAttribute('role', 'gridcell');
    cell.setAttribute('aria-colindex', String(index + 1));
    Object.defineProperties(cell, { scrollWidth: { value: need }, clientWidth: { value: 80 } });
    box.append(cell);
  }
  return box;
}

it('what is cut is measured, but for the flexible column', () => {
  const columns = [column('time'), column('payload', 'flex'), column('size')];
  const box = { current: rowOf([120, 500, 60]) };
  const { result } = renderHook(() => useContents(box, columns));
  act(() => {
    vi.advanceTimersByTime(500);
  });
  expect(result.current).toEqual({ time: 121 });
});

it('a column that comes in between takes no other’s place', () => {
  const [time, pattern, payload, size] = [
    column('time'),
    column('pattern'),
    column('payload', 'flex'),
    column('size'),
  ];
  const box = { current: rowOf([60, 500, 60]) };
  const { result, rerender } = renderHook(({ columns }) => useContents(box, columns), {
    initialProps: { columns: [time, payload, size] },
  });
  box.current = rowOf([60, 60, 500, 60]);
  rerender({ columns: [time, pattern, payload, size] });
  act(() => {
    vi.advanceTimersByTime(500);
  });
  expect(result.current).toEqual({});
});

it('nothing is widened while the pointer is on the titles', () => {
  const box = rowOf([120]);
  const head = document.createElement('div');
  head.setAttribute('role', 'row');
  head.innerHTML = '<span role="columnheader" aria-colindex="1"></span>';
  let isOver = true;
  vi.spyOn(head, 'matches').mockImplementation(() => isOver);
  box.prepend(head);
  const columns = [column('time')];
  const { result } = renderHook(() => useContents({ current: box }, columns));
  act(() => {
    vi.advanceTimersByTime(2_000);
  });
  expect(result.current).toEqual({});
  isOver = false;
  act(() => {
    vi.advanceTimersByTime(500);
  });
  expect(result.current).toEqual({ time: 121 });
});
