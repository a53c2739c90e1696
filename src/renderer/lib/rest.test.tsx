import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { followTouches, isNews, stir } from './rest.ts';

const show = (state: DocumentVisibilityState) => {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  document.dispatchEvent(new Event('visibilitychange'));
};
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1_000);
const touch = () => document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Shift', bubbles: true }));

let end = () => {};
beforeAll(() => void (end = followTouches()));
afterAll(() => end());
beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
  show('visible');
  stir();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('the document is marked while the page is at rest', async () => {
  const isMarked = () => document.documentElement.hasAttribute('data-rest');
  await seconds(30);
  touch();
  await seconds(29);
  touch();
  await seconds(29);
  expect(isMarked()).toBe(false);
  await seconds(1);
  expect(isMarked()).toBe(true);
  touch();
  expect(isMarked()).toBe(false);
  await seconds(30);
  expect(isMarked()).toBe(true);
});

test.each([
  [{ a: 1 }, { a: 1 }, false],
  [{ a: 1 }, { a: 2 }, true],
  [[1, 2], [1, 2, 3], true],
  [{ rows: [{ id: 'a', idleMs: 1 }] }, { rows: [{ id: 'a', idleMs: 2_000 }] }, false],
  [{ rows: [{ id: 'a', idleMs: 1 }] }, { rows: [{ id: 'b', idleMs: 1 }] }, true],
  [new Uint8Array([1, 2]), new Uint8Array([1, 2]), false],
  [new Uint8Array([1, 2]), new Uint8Array([1, 3]), true],
  [undefined, null, true],
  [{ problem: null }, { problem: { code: 'timeout' } }, true],
])('from %j to %j: news is %j', (before, after, expected) => {
  expect(isNews(before, after)).toBe(expected);
});
