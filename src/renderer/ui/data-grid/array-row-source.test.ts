import { expect, it } from 'vitest';
import { ArrayRowSource } from './array-row-source.ts';

it('keeps the object of a row that did not change, wherever it went', () => {
  const source = new ArrayRowSource<{ id: string; n: number }>(
    row => row.id,
    (before, after) => before.n === after.n,
  );
  let heard = 0;
  source.subscribe(() => heard++);
  source.replace([
    { id: 'a', n: 1 },
    { id: 'b', n: 2 },
  ]);
  const [a, b] = [source.at(0), source.at(1)];
  source.replace([
    { id: 'b', n: 2 },
    { id: 'a', n: 9 },
  ]);
  expect(source.at(0)).toBe(b);
  expect(source.at(1)).not.toBe(a);
  expect(source.positionOf('a')).toBe(1);
  expect(source.range()).toMatchObject({ start: 0, end: 2, total: 2 });
  expect(heard).toBe(2);
});
