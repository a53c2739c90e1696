import { expect, test } from 'vitest';
import { deliveredUpTo, isCounted, Ledger, MAX_PENDING, readCounted, type CountedEntries } from './ledger.ts';

const known = (ledger: Ledger): CountedEntries => {
  const fields = ledger.fields('s', true);
  const value = (name: string) => fields[fields.indexOf(name) + 1]!;
  return readCounted(value('seen:s'), value('counted:s'))!;
};
const counted = (ids: readonly string[], ...ledgers: Ledger[]) =>
  ids.filter(id => isCounted(id, ledgers.map(known)));
const ids = ['1-0', '2-0', '3-0', '4-0', '5-0', '6-0'];

test('what was seen counts but for what was pending, and so does what came since', () => {
  const ledger = new Ledger('3-0', ['2-0']);
  ledger.delivered(['5-0', '6-0'], true);
  ledger.count(['5-0']);
  expect(counted(ids, ledger)).toEqual(['1-0', '3-0', '5-0']);
  expect(deliveredUpTo([known(ledger)])).toBe('5-0');
});

test('between two deliveries may lie what others were given', () => {
  const ledger = new Ledger('0-0', []);
  ledger.delivered(['1-0', '2-0'], true);
  ledger.delivered(['5-0', '6-0'], true);
  ledger.count(['1-0', '2-0', '5-0', '6-0']);
  expect(counted(ids, ledger)).toEqual(['1-0', '2-0', '5-0', '6-0']);
});

test('entries that were claimed or left lie alone', () => {
  const ledger = new Ledger('6-0', ids);
  ledger.delivered(['1-0', '4-0'], false);
  ledger.count(['1-0', '4-0']);
  expect(counted(ids, ledger)).toEqual(['1-0', '4-0']);
});

test('two workers know together what each of them has counted', () => {
  const [one, other] = [new Ledger('0-0', []), new Ledger('0-0', [])];
  one.delivered(['1-0', '2-0'], true);
  other.delivered(['3-0', '4-0'], true);
  one.count(['1-0', '2-0']);
  other.count(['3-0']);
  expect(counted(ids, one, other)).toEqual(['1-0', '2-0', '3-0']);
});

test('what is written before the group is asked is forgotten, what is on its way is not', () => {
  const ledger = new Ledger('0-0', []);
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
  const ledger = new Ledger('0-0', []);
  const pending = Array.from({ length: MAX_PENDING }, (_, n) => `${2 * n + 2}-0`);
  ledger.learn('99999-0', pending, ledger.mark());
  const last = 2 * MAX_PENDING;
  expect(counted(['1-0', '2-0', `${last - 1}-0`, `${last}-0`, `${last + 1}-0`], ledger)).toEqual([
    '1-0',
    `${last - 1}-0`,
  ]);
});
