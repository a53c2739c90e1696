import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Changes } from './changes.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

test('states wait their least time only for what changes before it', async () => {
  const changes = new Changes();
  let value = 0;
  const states = changes.states(() => value, new AbortController().signal, 100);
  const change = () => {
    value++;
    changes.notify();
  };
  expect((await states.next()).value).toBe(0);
  const next = states.next();
  await Promise.resolve();
  expect(vi.getTimerCount()).toBe(0);

  await vi.advanceTimersByTimeAsync(500);
  change();
  expect((await next).value).toBe(1);
  const soon = states.next();
  change();
  change();
  await vi.advanceTimersByTimeAsync(0);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(100);
  expect((await soon).value).toBe(3);
});
