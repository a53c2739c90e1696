import { expect, test } from 'vitest';
import { readTime, timeFields, valueAt } from './time-field.ts';

const AT = Date.UTC(2026, 10, 20, 14, 3, 53, 228);

test.each([
  ['2026-11-20T14:03:53.228Z', 'ISO 8601'],
  ['2026-11-20T15:03:53,228+01:00', 'ISO 8601'],
  [AT / 1e3, 's'],
  [AT, 'ms'],
  [AT * 1e3, 'µs'],
  [String(AT), 'ms'],
])('reads %s as a time, and says as what', (value, unit) => {
  const read = readTime(value)!;
  expect(read.unit).toBe(unit);
  expect(read.time).toBeCloseTo(AT, 3);
});

test('nanoseconds are read as precisely as a number holds them', () => {
  expect(readTime(AT * 1e6)).toMatchObject({ unit: 'ns' });
  expect(Math.abs(readTime(AT * 1e6)!.time - AT)).toBeLessThan(0.001);
});

test.each([null, true, '', 'soon', '2026', 42, 7_500_000, NaN, -1, 1e25, {}])('%s is no time', value => {
  expect(readTime(value)).toBeNull();
});

test('a path leads to a value, through lists too, and never into a prototype', () => {
  const value = { a: { b: [{ c: 1 }] } };
  expect(valueAt(value, 'a.b.0.c')).toBe(1);
  expect(valueAt(value, 'a.x.c')).toBeUndefined();
  expect(valueAt(value, 'a.constructor')).toBeUndefined();
});

test('fields with times are found, those near the top first', () => {
  expect(timeFields({ id: 7, meta: { dt: '2026-11-20T14:03:53Z' }, timestamp: AT })).toEqual([
    'timestamp',
    'meta.dt',
  ]);
  expect(timeFields('text')).toEqual([]);
});
