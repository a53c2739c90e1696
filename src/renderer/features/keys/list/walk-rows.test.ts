import { expect, it } from 'vitest';
import type { KeyRow, KeyRows } from '#shared/contract/keys.ts';
import { WalkRows } from './walk-rows.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const key = (name: string): KeyRow => ({ kind: 'key', key: bytes(name), depth: 0, labelFrom: 0 });
/** Resolves after everything that is under way. */
const settled = () => new Promise(resolve => setTimeout(resolve, 0));

function million(asked: [number, number][] = []) {
  return async (from: number, count: number): Promise<KeyRows> => {
    asked.push([from, count]);
    const rows = Array.from({ length: Math.min(count, 1_000_000 - from) }, (_, index) =>
      key(`k${from + index}`),
    );
    return { total: 1_000_000, from, rows };
  };
}
const view = (first: number, end: number) => ({ first, end, following: false });

it('holds the rows around the view, wherever it jumps', async () => {
  const asked: [number, number][] = [];
  const rows = new WalkRows(million(asked), () => {});
  rows.show(view(0, 30));
  await settled();
  expect(rows.range()).toMatchObject({ start: 0, end: 1_000_000, total: 1_000_000 });
  expect(rows.at(29)?.label).toBe('k29');
  rows.show(view(5, 35));
  await settled();
  expect(asked).toHaveLength(1);
  rows.show(view(900_000, 900_030));
  await settled();
  expect(rows.at(900_000)?.label).toBe('k900000');
  expect(rows.at(0)).toBeUndefined();
  expect(rows.inView).toHaveLength(30);
  rows.show(view(999_970, 1_000_000));
  await settled();
  expect(rows.at(999_999)?.label).toBe('k999999');
  expect(asked).toHaveLength(3);
});

it('keeps the object of a row that is as it was, and knows where it went', async () => {
  let names = ['a', 'b'];
  const rows = new WalkRows(
    async (from): Promise<KeyRows> => ({ total: names.length, from, rows: names.map(key) }),
    () => {},
  );
  rows.show(view(0, 10));
  await settled();
  const b = rows.at(1);
  names = ['0', 'a', 'b'];
  rows.renew();
  await settled();
  expect(rows.at(2)).toBe(b);
  expect(rows.positionOf('k b')).toBe(2);
  rows.setFigures(
    new Map([['k b', { key: bytes('b'), type: 'hash', size: 1, ttlMs: null, memoryBytes: null }]]),
  );
  expect(rows.at(2)).not.toBe(b);
  expect(rows.at(2)?.figures).toMatchObject({ type: 'hash' });
});

it('asks again when it is told to while it asks, and says why it cannot', async () => {
  let answer: ((rows: KeyRows) => void) | undefined;
  let asked = 0;
  const rows = new WalkRows(
    () => {
      asked++;
      return new Promise(resolve => (answer = resolve));
    },
    () => {},
  );
  rows.show(view(0, 10));
  rows.renew();
  answer!({ total: 1, from: 0, rows: [key('a')] });
  await settled();
  expect(asked).toBe(2);
  rows.close();
  const failing = new WalkRows(
    () => Promise.reject(new Error('It is gone.')),
    () => {},
  );
  failing.renew();
  await settled();
  expect(failing.range().problem).toBe('It is gone.');
});
