import { expect, test } from 'vitest';
import { RateLimit } from './rate-limit.ts';

test('so many pass in each stretch of time', () => {
  const limit = new RateLimit({ events: 2, perMs: 1_000 });
  const passed = [10_000, 10_001, 10_999, 11_000, 11_001, 11_002, 60_000].map(now => limit.takes(null, now));
  expect(passed).toEqual([true, true, false, true, true, false, true]);
});

test('of each value by itself', () => {
  const limit = new RateLimit({ events: 1, perMs: 1_000 });
  expect(['a', 'b', 'a', null, null].map(value => limit.takes(value, 0))).toEqual([
    true,
    true,
    false,
    true,
    false,
  ]);
});

test('values that come by the million take no more room than a hundred thousand', () => {
  const limit = new RateLimit({ events: 5, perMs: 1_000 });
  let passed = 0;
  for (let n = 0; n < 150_000; n++) if (limit.takes(String(n), 0)) passed++;
  expect(passed).toBe(100_000);
  expect([limit.takes('0', 0), limit.takes('140000', 0), limit.takes('140000', 1_000)]).toEqual([
    true,
    false,
    true,
  ]);
});
