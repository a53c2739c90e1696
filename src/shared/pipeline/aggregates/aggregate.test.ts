import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AggregateSpec } from '../schema.ts';
import type { Accumulator, AccumulatorKind } from './accumulator.ts';
import { compileAggregate } from './aggregate.ts';

interface Item {
  value: number;
  time: number;
}
/** Each aggregate against what anyone would write down for all values at once. */
const cases: { spec: AggregateSpec; exact: (items: Item[]) => unknown }[] = [
  { spec: { count: true }, exact: items => items.length },
  { spec: { sum: 'event' }, exact: items => items.reduce((sum, { value }) => sum + value, 0) },
  {
    spec: { min: 'event' },
    exact: items => (items.length ? Math.min(...items.map(({ value }) => value)) : null),
  },
  {
    spec: { max: 'event' },
    exact: items => (items.length ? Math.max(...items.map(({ value }) => value)) : null),
  },
  {
    spec: { avg: 'event' },
    exact: items => (items.length ? items.reduce((sum, { value }) => sum + value, 0) / items.length : null),
  },
  { spec: { distinct: 'event' }, exact: items => new Set(items.map(({ value }) => String(value))).size },
  { spec: { first: 'event' }, exact: items => sorted(items)[0]?.value ?? null },
  { spec: { last: 'event' }, exact: items => sorted(items).at(-1)?.value ?? null },
  {
    spec: { top: { of: 'event', n: 3 } },
    exact: items => {
      const counts = new Map<number, number>();
      for (const { value } of items) counts.set(value, (counts.get(value) ?? 0) + 1);
      return [...counts]
        .map(([value, count]) => ({ value, count }))
        .sort((a, b) => b.count - a.count || (String(a.value) < String(b.value) ? -1 : 1))
        .slice(0, 3);
    },
  },
];
const sorted = (items: Item[]) =>
  items
    .map((item, position) => ({ ...item, position }))
    .sort((a, b) => a.time - b.time || a.position - b.position);

const items = fc.array(
  fc.record({
    value: fc
      .oneof(fc.integer({ min: -20, max: 20 }), fc.integer(), fc.double({ min: -1e6, max: 1e6, noNaN: true }))
      .map(value => (value === 0 ? 0 : value)),
    time: fc.integer({ min: 0, max: 20 }),
  }),
  { maxLength: 40 },
);

const kindOf = (spec: AggregateSpec): AccumulatorKind => compileAggregate('a', spec).kind;
function fill(accumulator: Accumulator, from: Item[], at = 0): Accumulator {
  from.forEach(({ value, time }, index) => accumulator.add(value, { time, position: at + index }));
  return accumulator;
}
function near(actual: unknown, expected: unknown): void {
  if (typeof expected !== 'number' || typeof actual !== 'number') expect(actual).toEqual(expected);
  else expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected), 1e3));
}

describe.each(cases)('$spec', ({ spec, exact }) => {
  const kind = kindOf(spec);

  test('is what all values together give', () => {
    fc.assert(fc.property(items, all => near(fill(kind.zero(), all).result(), exact(all))));
  });

  test('may be split anywhere, merged in any order, saved and loaded in between', () => {
    fc.assert(
      fc.property(items, fc.nat(), fc.boolean(), fc.boolean(), (all, where, swap, save) => {
        const cut = all.length === 0 ? 0 : where % (all.length + 1);
        let a = fill(kind.zero(), all.slice(0, cut));
        let b = fill(kind.zero(), all.slice(cut), cut);
        if (save)
          [a, b] = [a, b].map(part => kind.load(JSON.parse(JSON.stringify(part.save())))) as [
            Accumulator,
            Accumulator,
          ];
        const [into, other] = swap ? [b, a] : [a, b];
        into.merge(other);
        near(into.result(), exact(all));
        near(other.result(), exact(swap ? all.slice(0, cut) : all.slice(cut)));
      }),
    );
  });
});

test('whole sums stay exact beyond 2^53', () => {
  const sum = kindOf({ sum: 'event' }).zero();
  for (const value of [2n ** 60n, 1, 2 ** 53 - 1, 5, -3n]) sum.add(value, { time: 0, position: 0 });
  expect(sum.result()).toBe(2n ** 60n + 2n ** 53n + 2n);
  expect(
    kindOf({ sum: 'event' })
      .load(JSON.parse(JSON.stringify(sum.save())))
      .result(),
  ).toBe(sum.result());
});

test('the order of doubles does not show', () => {
  const values = [1e16, 1.5, -1e16, 0.1, 0.2, -0.3, 1e-9];
  const one = fill(
    kindOf({ sum: 'event' }).zero(),
    values.map(value => ({ value, time: 0 })),
  );
  const other = fill(
    kindOf({ sum: 'event' }).zero(),
    values.toReversed().map(value => ({ value, time: 0 })),
  );
  near(one.result(), other.result());
});

describe('approximate ones', () => {
  test('distinct counts 200,000 different values within 3 %, and says that it is not exact', () => {
    const [a, b] = [kindOf({ distinct: 'event' }).zero(), kindOf({ distinct: 'event' }).zero()];
    for (let index = 0; index < 120_000; index++) a.add(`user-${index}`, { time: 0, position: 0 });
    for (let index = 80_000; index < 200_000; index++) b.add(`user-${index}`, { time: 0, position: 0 });
    a.merge(b);
    expect(a.approximate).toBe(true);
    expect(Math.abs((a.result() as number) / 200_000 - 1)).toBeLessThan(0.03);
    expect(
      kindOf({ distinct: 'event' })
        .load(JSON.parse(JSON.stringify(a.save())))
        .result(),
    ).toBe(a.result());
  });

  test('quantiles are within 1 % of the value of their rank, however they are merged', () => {
    const at = [0, 0.5, 0.9, 0.99, 1];
    const kind = kindOf({ quantiles: { of: 'event', at } });
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }),
        fc.nat(),
        (values, where) => {
          const cut = where % values.length;
          const one = fill(
            kind.zero(),
            values.slice(0, cut).map(value => ({ value, time: 0 })),
          );
          one.merge(
            kind.load(
              JSON.parse(
                JSON.stringify(
                  fill(
                    kind.zero(),
                    values.slice(cut).map(value => ({ value, time: 0 })),
                  ).save(),
                ),
              ),
            ),
          );
          const ordered = values.toSorted((a, b) => a - b);
          const result = one.result() as Record<string, number>;
          for (const quantile of at) {
            const exact = ordered[Math.floor(quantile * (values.length - 1))]!;
            expect(Math.abs(result[String(quantile)]! - exact)).toBeLessThanOrEqual(
              Math.abs(exact) * 0.0101 + 1e-12,
            );
          }
        },
      ),
    );
  });

  test('top keeps the frequent among many rare values', () => {
    const top = kindOf({ top: { of: 'event', n: 2 } }).zero();
    for (let index = 0; index < 60_000; index++)
      top.add(index % 4 === 0 ? 'often' : index % 6 === 1 ? 'less' : `rare-${index}`, {
        time: 0,
        position: 0,
      });
    expect(top.approximate).toBe(true);
    expect((top.result() as { value: string }[]).map(({ value }) => value)).toEqual(['often', 'less']);
  });
});

test('distinct has the standard error it says, also where it changes from few to many', () => {
  const { kind } = compileAggregate('a', { distinct: 'event' });
  let squares = 0;
  const sizes = [20_000, 36_000, 40_000, 41_000, 44_000, 60_000];
  for (const size of sizes) {
    for (let seed = 0; seed < 4; seed++) {
      const distinct = kind.zero();
      for (let n = 0; n < size; n++) distinct.add(`${seed} user ${n}`, { time: 0, position: n });
      const error = (distinct.result() as number) / size - 1;
      expect(Math.abs(error)).toBeLessThan(0.025);
      squares += error ** 2;
    }
  }
  expect(Math.sqrt(squares / (4 * sizes.length))).toBeLessThan(0.0081 * 1.3);
});

test('the text "5" and the number 5 inside a map are two values, also beyond 2^53', () => {
  const distinct = compileAggregate('a', { distinct: 'event' }).kind.zero();
  for (const [position, value] of [{ id: 10n ** 20n }, { id: String(10n ** 20n) }].entries())
    distinct.add(value, { time: 0, position });
  expect(distinct.result()).toBe(2);
});
