import { expect, test } from 'vitest';
import { RecentIds, readIds, type SavedIds } from './recent-ids.ts';

/** The fields of a checkpoint after these changes. */
function apply(fields: Map<string, string>, { set, remove }: ReturnType<RecentIds['changes']>) {
  for (let index = 0; index < set.length; index += 2) fields.set(String(set[index]), String(set[index + 1]));
  for (const field of remove) fields.delete(field);
}
/** @returns whether it had not counted before; it counts then */
function isNew(ids: RecentIds, id: string | number, now = 1): boolean {
  if (ids.knows(id, now)) return false;
  ids.add(id, now);
  return true;
}
const saved = (fields: ReadonlyMap<string, string>): SavedIds[] =>
  [...fields].map(([field, value]) => readIds(field, value)!);

test('an id is new once, and known again after a restart as far as flushes have it', () => {
  const fields = new Map<string, string>();
  const ids = new RecentIds({ keep: 10 });
  expect([isNew(ids, 'a'), isNew(ids, 'a'), isNew(ids, 1), isNew(ids, '1')]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  apply(fields, ids.changes(1, 1));
  isNew(ids, 'not flushed');
  const next = new RecentIds({ keep: 10 });
  next.restore(saved(fields));
  expect([isNew(next, 'a'), isNew(next, 1), isNew(next, 'not flushed')]).toEqual([false, false, true]);
});

test('at least so many are kept, and few more; the oldest are forgotten, also after restarts', () => {
  const fields = new Map<string, string>();
  let ids = new RecentIds({ keep: 100 });
  for (let seq = 0; seq < 60; seq++) {
    for (let n = 0; n < 7; n++) isNew(ids, seq * 7 + n);
    apply(fields, ids.changes(seq, 1));
    if (seq % 10 === 0) {
      ids = new RecentIds({ keep: 100 });
      ids.restore(saved(fields));
    }
  }
  const kept = saved(fields).flatMap(({ ids: some }) => some);
  expect(kept.length).toBeGreaterThanOrEqual(100);
  expect(kept.length).toBeLessThan(107);
  expect(isNew(ids, 60 * 7 - 100)).toBe(false);
  expect(isNew(ids, 60 * 7 - 120)).toBe(true);
});

test('within a time: what comes after it counts again, also after a restart, and nothing older is kept', () => {
  const fields = new Map<string, string>();
  let ids = new RecentIds({ keep: 1_000, withinMs: 1_000 });
  expect([isNew(ids, 'a', 10_000), isNew(ids, 'a', 10_999), isNew(ids, 'b', 10_999)]).toEqual([
    true,
    false,
    true,
  ]);
  apply(fields, ids.changes(1, 10_999));
  ids = new RecentIds({ keep: 1_000, withinMs: 1_000 });
  ids.restore(saved(fields));
  // Of a flush the time of its last id is kept: an id may be known so much longer.
  expect([ids.knows('a', 11_998), isNew(ids, 'a', 11_999)]).toEqual([true, true]);
  apply(fields, ids.changes(2, 11_999));
  expect([...fields.keys()]).toEqual(['ids:2']);
  expect([ids.knows('a', 12_998), ids.knows('b', 12_000)]).toEqual([true, false]);
  apply(fields, ids.changes(3, 12_999));
  expect(fields.size).toBe(0);
});

test('ids that were saved without a time are known as long as they are kept', () => {
  const ids = new RecentIds({ keep: 10, withinMs: 1_000 });
  ids.restore([readIds('ids:1', '["a"]')!]);
  expect(ids.knows('a', 1e12)).toBe(true);
});

test('a long id takes no more room than a short one', () => {
  const ids = new RecentIds({ keep: 10 });
  expect([isNew(ids, 'x'.repeat(1e6)), isNew(ids, 'x'.repeat(1e6))]).toEqual([true, false]);
  expect(String(ids.changes(1, 1).set[1]).length).toBeLessThan(60);
});

test('other fields are not ids', () => {
  expect(readIds('position', '{}')).toBeNull();
});
