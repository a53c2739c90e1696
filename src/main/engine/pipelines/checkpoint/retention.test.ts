import { expect, test } from 'vitest';
import { Retention } from './retention.ts';

const windower = { kind: 'fixed' as const, sizeMs: 1_000, everyMs: 1_000, alignMs: 0, starts: () => [] };
const sink = { type: 'timeSeries' as const, prefix: 'n:', retention: '1h' };

test('without a time of the events nothing is too old, and nothing is asked of Redis', () => {
  const retention = new Retention(sink, windower);
  expect(retention.isDue(-Infinity)).toBe(false);
  expect(retention.isDue(5_000)).toBe(true);
});

test('it is due once a minute of the events, and at most once a second', () => {
  const retention = new Retention(sink, windower);
  retention.done(0);
  expect(retention.isDue(59_999)).toBe(false);
  // A backlog: a year of events goes by at once.
  expect(retention.isDue(365 * 86_400_000)).toBe(false);
});
