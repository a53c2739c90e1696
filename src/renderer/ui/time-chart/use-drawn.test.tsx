import { renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stir } from '../../lib/rest.ts';
import { useDrawn } from './use-drawn.ts';

interface Answer {
  first: number;
  sum: number;
}
const options = {
  hasNews: (before: Answer, after: Answer) => after.sum > before.sum,
  firstOf: ({ first }: Answer) => first,
  windowSeconds: 600,
};
const drawing = (first: Answer & { asked?: string }) =>
  renderHook(newest => useDrawn<Answer>(newest, { ...options, asked: newest.asked ?? 'one' }), {
    initialProps: first,
  });

beforeEach(() => {
  vi.useFakeTimers();
  stir();
});
afterEach(() => void vi.useRealTimers());

test('while somebody is there, or something happens, every answer is drawn', () => {
  const { result, rerender } = drawing({ first: 0, sum: 1 });
  rerender({ first: 10, sum: 1 });
  expect(result.current?.first).toBe(10);
  vi.advanceTimersByTime(60_000);
  rerender({ first: 20, sum: 2 });
  expect(result.current?.first).toBe(20);
});

test('at rest a chart that only moves on is drawn again after a tenth of its window, or when it is touched', () => {
  const { result, rerender } = drawing({ first: 0, sum: 5 });
  vi.advanceTimersByTime(60_000);
  rerender({ first: 50, sum: 4 });
  expect(result.current?.first).toBe(0);
  rerender({ first: 60, sum: 3 });
  expect(result.current?.first).toBe(60);
  rerender({ first: 70, sum: 3 });
  expect(result.current?.first).toBe(60);
  rerender({ first: 71, sum: 3, asked: 'another' });
  expect(result.current?.first).toBe(71);
  stir();
  rerender({ first: 80, sum: 3 });
  expect(result.current?.first).toBe(80);
});
