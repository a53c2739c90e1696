import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareHearing } from './compare-hearing.ts';

const heard = (...numbers: number[]) => numbers.map(number => ({ text: `n${number}`, at: number }));
const rows = (steady: number[], other: number[], settled: number) =>
  compareHearing(heard(...steady), heard(...other), settled).rows.map(row =>
    row.kind === 'missed' ? `missed ${row.count}` : row.text,
  );

it('puts what was missed where it was missed', () => {
  expect(rows([1, 2, 3, 4, 5], [1, 5], 4)).toEqual(['n1', 'missed 3', 'n5']);
  expect(rows([1, 2, 3], [3], 2)).toEqual(['missed 2', 'n3']);
  expect(rows([1, 2, 3], [1], 3)).toEqual(['n1', 'missed 2']);
});

it('what may still be on its way is not missed', () => {
  expect(rows([1, 2, 3], [1], 1)).toEqual(['n1']);
  expect(rows([1, 2, 3, 4], [1], 3)).toEqual(['n1', 'missed 2']);
});

it('one that is ahead of the steady one has missed nothing by that', () => {
  expect(rows([1], [1, 2, 3], 0)).toEqual(['n1', 'n2', 'n3']);
});

it('heard and missed together are what the steady one heard', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 50 }), hears => {
      const all = hears.map((_, index) => index);
      const some = all.filter(index => hears[index]);
      const { missed } = compareHearing(heard(...all), heard(...some), all.length);
      expect(missed).toBe(all.length - some.length);
    }),
  );
});
