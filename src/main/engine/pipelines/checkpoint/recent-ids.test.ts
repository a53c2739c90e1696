import { expect, test } from 'vitest';
import { RecentIds, readIds, type SavedIds } from './recent-ids.ts';

/** The fields of a checkpoint after these changes. */
function apply(fields: Map<string, string>, { set, remove }: ReturnType<RecentIds['changes']>) {
  for (let index = 0; index < set.length; index += 2) fields.set(String(set[index]), String(set[index + 1]));
  for (const field of remove) fields.delete(field);
}
const saved = (fields: ReadonlyMap<string, string>): SavedIds[] =>
  [...fields].map(([field, value]) => readIds(field, value)!);

test('an id is new once, and known again after a restart as far as flushes have it', () => {
  const fields = new Map<string, string>();
  const ids = new RecentIds(10);
  expect([ids.isNew('a'), ids.isNew('a'), ids.isNew(1), ids.isNew('1')]).toEqual([true, false, true, false]);
  apply(fields, ids.changes(1));
  ids.isNew('not flushed');
  const next = new RecentIds(10);
  next.restore(saved(fields));
  expect([next.isNew('a'), next.isNew(1), next.isNew('not flushed')]).toEqual([false, false, true]);
});

test('at least so many are kept, and few more; the oldest are forgotten, also after restarts', () => {
  const fields = new Map<string, string>();
  let ids = new RecentIds(100);
  for (let seq = 0; seq < 60; seq++) {
    for (let n = 0; n < 7; n++) ids.isNew(seq * 7 + n);
    apply(fields, ids.changes(seq));
    if (seq % 10 === 0) {
      ids = new RecentIds(100);
      ids.restore(saved(fields));
    }
  }
  const kept = saved(fields).flatMap(({ ids: some }) => some);
  expect(kept.length).toBeGreaterThanOrEqual(100);
  expect(kept.length).toBeLessThan(107);
  expect(ids.isNew(60 * 7 - 100)).toBe(false);
  expect(ids.isNew(60 * 7 - 120)).toBe(true);
});

test('a long id takes no more room than a short one', () => {
  const ids = new RecentIds(10);
  expect([ids.isNew('x'.repeat(1e6)), ids.isNew('x'.repeat(1e6))]).toEqual([true, false]);
  expect(String(ids.changes(1).set[1]).length).toBeLessThan(60);
});

test('other fields are not ids', () => {
  expect(readIds('position', '{}')).toBeNull();
});
