import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareStreamIds,
  firstIdAtTime,
  formatStreamId,
  MAX_STREAM_ID,
  MIN_STREAM_ID,
  nextStreamId,
  pageStartAfter,
  pageStartBefore,
  parseNewEntryId,
  parseRangeBound,
  parseStreamId,
  previousStreamId,
  timeOfStreamId,
} from './stream-id.ts';

const MAX_U64 = 2n ** 64n - 1n;
const u64 = fc.oneof(
  fc.bigInt(0n, MAX_U64),
  fc.constantFrom(0n, 1n, MAX_U64, MAX_U64 - 1n, 2n ** 53n, 2n ** 53n + 1n),
);
const anyId = fc.record({ ms: u64, seq: u64 });
/** The model: an id is one 128-bit number. */
const asNumber = ({ ms, seq }: { ms: bigint; seq: bigint }) => (ms << 64n) | seq;
const LAST = asNumber(MAX_STREAM_ID);

describe('against a model of one 128-bit number', () => {
  test('text goes both ways without loss', () => {
    fc.assert(
      fc.property(anyId, id => {
        expect(parseStreamId(formatStreamId(id))).toEqual(id);
      }),
    );
  });

  test('order', () => {
    fc.assert(
      fc.property(anyId, anyId, (a, b) => {
        const difference = asNumber(a) - asNumber(b);
        expect(Math.sign(compareStreamIds(a, b))).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0);
      }),
    );
  });

  test('next and previous', () => {
    fc.assert(
      fc.property(anyId, id => {
        const next = nextStreamId(id);
        const previous = previousStreamId(id);
        expect(next && asNumber(next)).toBe(asNumber(id) === LAST ? null : asNumber(id) + 1n);
        expect(previous && asNumber(previous)).toBe(asNumber(id) === 0n ? null : asNumber(id) - 1n);
      }),
    );
  });
});

test('the page after 1-0 starts at 1-1, which is not skipped', () => {
  expect(pageStartAfter('1-0')).toBe('1-1');
  expect(pageStartAfter('1-18446744073709551615')).toBe('2-0');
  expect(pageStartAfter(formatStreamId(MAX_STREAM_ID))).toBeNull();
  expect(pageStartBefore('2-0')).toBe('1-18446744073709551615');
  expect(pageStartBefore(formatStreamId(MIN_STREAM_ID))).toBeNull();
});

test('milliseconds alone mean the first id of that millisecond, or the last', () => {
  expect(parseStreamId('7')).toEqual({ ms: 7n, seq: 0n });
  expect(parseStreamId('7', MAX_U64)).toEqual({ ms: 7n, seq: MAX_U64 });
});

test.each([
  '',
  'x',
  '1-',
  '-1',
  '1-2-3',
  '1.5-0',
  '1 - 2',
  '１-0',
  '18446744073709551616-0',
  '1-18446744073709551616',
])('the wrong id "%s" is refused with what is allowed', text => {
  expect(() => parseStreamId(text)).toThrow(/0 to 18446744073709551615/);
});

test('a time that an id can carry', () => {
  expect(timeOfStreamId('1526919030474-55')).toBe(1526919030474);
  expect(timeOfStreamId('0-1')).toBeNull();
  // An offset, and seconds: neither is a time in ms.
  expect(timeOfStreamId('42-0')).toBeNull();
  expect(timeOfStreamId('1700000000-0')).toBeNull();
  expect(timeOfStreamId('18446744073709551615-0')).toBeNull();
  expect(firstIdAtTime(1526919030474.7)).toBe('1526919030474-0');
  expect(firstIdAtTime(-5)).toBe('0-0');
});

test('range bounds are taken as typed', () => {
  for (const bound of ['-', '+', '5', '5-1', '(5-1', '(5']) expect(parseRangeBound(` ${bound} `)).toBe(bound);
  expect(() => parseRangeBound('(-')).toThrow(/exclude/);
  expect(() => parseRangeBound('yesterday')).toThrow(/A bound may also be/);
});

test('ids of new entries', () => {
  for (const id of ['*', '5-*', '5-1', '5']) expect(parseNewEntryId(id)).toBe(id);
  expect(() => parseNewEntryId('0-0')).toThrow(/start at 0-1/);
  expect(() => parseNewEntryId('**')).toThrow(/A new entry may also have \*/);
});
