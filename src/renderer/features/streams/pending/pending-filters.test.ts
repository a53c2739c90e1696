import { expect, test } from 'vitest';
import { deliveriesText, filterOf, idleText, noQuery } from './pending-filters.ts';

const edges = Float64Array.of(0, 1_000, 60_000);
const survey = {
  scanned: 0,
  total: 0,
  finished: true,
  idle: { edges, counts: new Float64Array(3) },
  deliveries: { edges: Float64Array.of(0, 1, 2, 5), counts: new Float64Array(4) },
  ownerless: 0,
  longestIdleMs: null,
  mostDeliveries: null,
  consumers: [],
};

test('bars become bounds: the first included, the next bar not, the last one open', () => {
  const filter = filterOf(
    { ...noQuery, idle: { from: 1, to: 1 }, deliveries: { from: 2, to: 3 } },
    survey,
    [],
  );
  expect(filter).toMatchObject({
    minIdleMs: 1_000,
    maxIdleMs: 59_999,
    minDeliveries: '2',
    maxDeliveries: null,
  });
  expect(filterOf({ ...noQuery, deliveries: { from: 1, to: 1 } }, survey, [])).toMatchObject({
    minDeliveries: '1',
    maxDeliveries: '1',
  });
});

test('bars say what they stand for', () => {
  expect(idleText(edges, { from: 1, to: 1 })).toBe('1.0 s – 1 m');
  expect(idleText(edges, { from: 2, to: 2 })).toBe('1 m and more');
  expect(deliveriesText(survey.deliveries.edges, { from: 1, to: 1 })).toBe('1');
  expect(deliveriesText(survey.deliveries.edges, { from: 2, to: 2 })).toBe('2 – 4');
});
