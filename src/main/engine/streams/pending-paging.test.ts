import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareStreamIds, formatStreamId, parseStreamId } from '#shared/redis/stream-id.ts';
import { rowsAfter, rowsBefore, stepFor } from './pending-paging.ts';

/** The model: a sorted list of ids, read as XPENDING reads. */
function listOf(ids: string[]) {
  const rows = [...new Set(ids)]
    .sort((a, b) => compareStreamIds(parseStreamId(a), parseStreamId(b)))
    .map(id => ({ id }));
  let looks = 0;
  let largest = 0;
  const bound = (text: string) =>
    text === '-' ? '0-0' : text === '+' ? '18446744073709551615-18446744073709551615' : text;
  const read = async (start: string, end: string, count: number) => {
    looks++;
    const from = parseStreamId(bound(start));
    const to = parseStreamId(bound(end));
    const page = rows
      .filter(
        ({ id }) =>
          compareStreamIds(parseStreamId(id), from) >= 0 && compareStreamIds(parseStreamId(id), to) <= 0,
      )
      .slice(0, count);
    largest = Math.max(largest, page.length);
    return page;
  };
  return { rows, read, looks: () => looks, largest: () => largest };
}

const MAX_U64 = 2n ** 64n - 1n;
/** Ids that crowd in few milliseconds, lie at both ends of the numbers, or are spread out. */
const ids = fc.array(
  fc
    .record({
      ms: fc.oneof(
        fc.bigInt(1n, 4n),
        fc.bigInt(0n, MAX_U64),
        fc.constantFrom(0n, MAX_U64, 1_700_000_000_000n),
      ),
      seq: fc.oneof(fc.bigInt(0n, 5n), fc.bigInt(0n, MAX_U64), fc.constantFrom(0n, MAX_U64)),
    })
    .map(formatStreamId),
  { maxLength: 80 },
);
const pageSize = fc.integer({ min: 1, max: 7 });

describe('paging against a model', () => {
  test('forward pages are the whole list, once each, in order', async () => {
    await fc.assert(
      fc.asyncProperty(ids, pageSize, async (ids, count) => {
        const { rows, read } = listOf(ids);
        const seen: { id: string }[] = [];
        for (let after: string | undefined; ;) {
          const page = await rowsAfter(read, after, count);
          seen.push(...page);
          if (page.length < count) break;
          after = page.at(-1)!.id;
        }
        expect(seen).toEqual(rows);
      }),
    );
  });

  test('backward pages are the whole list, once each, in order', async () => {
    await fc.assert(
      fc.asyncProperty(ids, pageSize, fc.bigInt(1n, 2n ** 100n), async (ids, count, step) => {
        const { rows, read } = listOf(ids);
        const seen: { id: string }[] = [];
        for (let before: string | undefined; ;) {
          const page = await rowsBefore(read, before, count, { most: count + 3, step });
          seen.unshift(...page);
          if (page.length < count) break;
          before = page[0]!.id;
        }
        expect(seen).toEqual(rows);
      }),
    );
  });
});

test('paging from 1-0 does not skip 1-1', async () => {
  const { read } = listOf(['1-0', '1-1', '2-0']);
  expect(await rowsAfter(read, '1-0', 10)).toEqual([{ id: '1-1' }, { id: '2-0' }]);
  expect(await rowsBefore(read, '2-0', 10)).toEqual([{ id: '1-0' }, { id: '1-1' }]);
});

test.each([
  ['one per second', (index: number) => `${1_700_000_000_000 + index * 1_000}-0`],
  ['all in one millisecond', (index: number) => `1700000000000-${index}`],
  [
    'in bursts a day apart',
    (index: number) => `${1_700_000_000_000 + Math.floor(index / 900) * 86_400_000}-${index % 900}`,
  ],
])('a page back in a long list, %s, takes few small looks', async (_, idAt) => {
  const { rows, read, looks, largest } = listOf(Array.from({ length: 20_000 }, (_, index) => idAt(index)));
  expect(await rowsBefore(read, rows[15_000]!.id, 100)).toEqual(rows.slice(14_900, 15_000));
  expect(looks()).toBeLessThan(24);
  expect(largest()).toBeLessThanOrEqual(501);
});

test('where entries are spread evenly, a page back takes one look', async () => {
  const { rows, read, looks } = listOf(
    Array.from({ length: 5_000 }, (_, index) => `${1_000_000 + index * 7}-0`),
  );
  const step = stepFor(100, rows.length, rows[0]!.id, rows.at(-1)!.id);
  expect(await rowsBefore(read, rows[3_000]!.id, 100, { step })).toEqual(rows.slice(2_900, 3_000));
  expect(looks()).toBe(1);
});
