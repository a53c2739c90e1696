import fc from 'fast-check';
import { expect, test } from 'vitest';
import { processorTime } from '../../../../../test/support/processor-time.ts';
import { countedBy, deliveredUpTo, Ledger, MAX_PENDING, readCounted, type CountedEntries } from './ledger.ts';

const known = (ledger: Ledger): CountedEntries => {
  const fields = ledger.fields('s', true);
  const value = (name: string) => fields[fields.indexOf(name) + 1]!;
  return readCounted(value('seen:s'), value('counted:s'))!;
};
const counted = (ids: readonly string[], ...ledgers: Ledger[]) => ids.filter(countedBy(ledgers.map(known)));
const ids = ['1-0', '2-0', '3-0', '4-0', '5-0', '6-0'];

test('what was seen counts but for what was pending, and so does what came since', () => {
  const ledger = new Ledger({ upTo: '3-0', pending: ['2-0'], since: [] });
  ledger.delivered(['5-0', '6-0'], true);
  ledger.count(['5-0']);
  expect(counted(ids, ledger)).toEqual(['1-0', '3-0', '5-0']);
  expect(deliveredUpTo([known(ledger)])).toBe('5-0');
});

test('between two deliveries may lie what others were given', () => {
  const ledger = new Ledger();
  ledger.delivered(['1-0', '2-0'], true);
  ledger.delivered(['5-0', '6-0'], true);
  ledger.count(['1-0', '2-0', '5-0', '6-0']);
  expect(counted(ids, ledger)).toEqual(['1-0', '2-0', '5-0', '6-0']);
});

test('entries that were claimed or left lie alone', () => {
  const ledger = new Ledger({ upTo: '6-0', pending: ids, since: [] });
  ledger.delivered(['1-0', '4-0'], false);
  ledger.count(['1-0', '4-0']);
  expect(counted(ids, ledger)).toEqual(['1-0', '4-0']);
});

test('two workers know together what each of them has counted', () => {
  const [one, other] = [new Ledger(), new Ledger()];
  one.delivered(['1-0', '2-0'], true);
  other.delivered(['3-0', '4-0'], true);
  one.count(['1-0', '2-0']);
  other.count(['3-0']);
  expect(counted(ids, one, other)).toEqual(['1-0', '2-0', '3-0']);
});

test('what is written before the group is asked is forgotten, what is on its way is not', () => {
  const ledger = new Ledger();
  ledger.delivered(ids, true);
  const written = ledger.count(['1-0', '2-0']);
  written();
  ledger.count(['3-0']);
  const forget = ledger.mark();
  ledger.learn('6-0', ['3-0', '4-0', '5-0', '6-0'], forget);
  expect(ledger.fields('s')).toEqual(['counted:s', '3-0..3-0', 'seen:s', '6-0 3-0 4-0 5-0 6-0']);
  expect(counted(ids, ledger)).toEqual(['1-0', '2-0', '3-0']);
  // What has not changed is not written again.
  expect(ledger.fields('s')).toEqual(['counted:s', '3-0..3-0']);
});

test('where more is pending than is asked for, nothing is known after the last of it', () => {
  const ledger = new Ledger();
  const pending = Array.from({ length: MAX_PENDING }, (_, n) => `${2 * n + 2}-0`);
  ledger.learn('99999-0', pending, ledger.mark());
  const last = 2 * MAX_PENDING;
  expect(counted(['1-0', '2-0', `${last - 1}-0`, `${last}-0`, `${last + 1}-0`], ledger)).toEqual([
    '1-0',
    `${last - 1}-0`,
  ]);
});

test('a worker that begins again forgets nothing that it has counted, however much is pending', () => {
  const pending = Array.from({ length: MAX_PENDING }, (_, n) => `${n + 1}-0`);
  const before = { upTo: '5000-0', pending: ['4000-0'], since: [['4500-0', '4600-0']] } as const;
  const ledger = new Ledger(before);
  ledger.learn('6000-0', pending, ledger.mark());
  const asked = ['3000-0', '4000-0', '4500-0', '5000-0', '5001-0'];
  expect(counted(asked, ledger)).toEqual(['3000-0', '4500-0', '5000-0']);
  // Once the group says it all, that is enough.
  ledger.learn('6000-0', ['2000-0'], ledger.mark());
  expect(ledger.fields('s')).toEqual(['counted:s', '', 'seen:s', '6000-0 2000-0']);
});

test('ranges in any order, within and over one another, hold what any of them holds', () => {
  const range = fc
    .tuple(fc.nat(40), fc.nat(8))
    .map(([from, length]) => [`${from}-0`, `${from + length}-0`] as const);
  fc.assert(
    fc.property(fc.array(range), fc.nat(40), fc.array(fc.nat(40)), (since, upTo, pending) => {
      const entries = { upTo: `${upTo}-0`, pending: pending.map(id => `${id}-0`), since };
      const isCounted = countedBy([entries]);
      for (let id = 0; id <= 50; id++) {
        const isIn = since.some(([from, to]) => parseInt(from, 10) <= id && id <= parseInt(to, 10));
        expect(isCounted(`${id}-0`)).toBe(isIn || (id <= upTo && !pending.includes(id)));
      }
    }),
  );
});

test('twenty thousand entries that were given alone are looked up in no time', () => {
  const many = Array.from({ length: 20_000 }, (_, n) => `${n + 1}-0`);
  const ledger = new Ledger({ upTo: '20000-0', pending: many, since: [] });
  ledger.delivered(many, false);
  ledger.count(many.filter((_, n) => n % 2 === 0));
  let left: string[] = [];
  const workers = [known(ledger), known(ledger)];
  const took = processorTime(() => {
    const isCounted = countedBy(workers);
    left = many.filter(id => !isCounted(id));
  });
  expect(took).toBeLessThan(1_000);
  expect(left).toHaveLength(10_000);
});
