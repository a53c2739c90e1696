import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startWatchdog } from './watchdog.ts';

let item: number | null;
let stuck: number[];
let end: () => void;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  item = null;
  stuck = [];
  end = startWatchdog({ current: () => item, limitMs: 1_000, onStuck: found => stuck.push(found) });
});
afterEach(() => {
  end();
  vi.useRealTimers();
});

test('an item that takes longer than the limit is told', () => {
  item = 7;
  vi.advanceTimersByTime(1_250);
  expect(stuck).toEqual([]);
  vi.advanceTimersByTime(250);
  expect(stuck).toEqual([7]);
});

test('items that come and go, and long rests between them, are none', () => {
  for (let next = 1; next <= 20; next++) {
    item = next;
    vi.advanceTimersByTime(250);
  }
  item = null;
  vi.advanceTimersByTime(60_000);
  item = 21;
  vi.advanceTimersByTime(1_000);
  expect(stuck).toEqual([]);
});

test('the time in which the whole process stood still does not count', () => {
  item = 7;
  vi.advanceTimersByTime(500);
  // The clock goes on by a minute, and no timer has run meanwhile.
  const now = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => now + 60_000);
  vi.advanceTimersByTime(250);
  expect(stuck).toEqual([]);
});

test('nothing is told after its end', () => {
  item = 7;
  end();
  vi.advanceTimersByTime(5_000);
  expect(stuck).toEqual([]);
});
