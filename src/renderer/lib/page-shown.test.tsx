import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { showPage } from '../../../test/support/page-at-rest.ts';
import { everyWhileShown, pageShown, whileShown } from './page-shown.ts';

beforeEach(() => showPage('visible'));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('what is done again and again rests while the page is hidden, and is done at once when it is shown', () => {
  vi.useFakeTimers();
  const run = vi.fn();
  const end = everyWhileShown(1_000, run);
  vi.advanceTimersByTime(2_000);
  expect(run).toHaveBeenCalledTimes(2);
  showPage('hidden');
  vi.advanceTimersByTime(60_000);
  expect(run).toHaveBeenCalledTimes(2);
  expect(vi.getTimerCount()).toBe(0);
  showPage('visible');
  expect(run).toHaveBeenCalledTimes(3);
  vi.advanceTimersByTime(1_000);
  expect(run).toHaveBeenCalledTimes(4);
  end();
  showPage('visible');
  expect(run).toHaveBeenCalledTimes(4);
  expect(vi.getTimerCount()).toBe(0);
});

test('a hidden page takes nothing more from a stream until it is shown', async () => {
  let asked = 0;
  async function* count() {
    for (;;) yield asked++;
  }
  const items = whileShown(count(), new AbortController().signal);
  await items.next();
  showPage('hidden');
  const next = items.next();
  await Promise.resolve();
  expect(asked).toBe(1);
  showPage('visible');
  expect(await next).toEqual({ done: false, value: 1 });
});

test('whoever waits for a hidden page is let go by its signal', async () => {
  showPage('hidden');
  const ended = new AbortController();
  const waiting = pageShown(ended.signal);
  ended.abort();
  await waiting;
});
