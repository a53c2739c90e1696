import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileAggregate } from '#shared/pipeline/aggregates/aggregate.ts';
import { windowerOf } from '#shared/pipeline/windower.ts';
import { toJson } from '../events/json.ts';
import { keyName } from '../windows/group.ts';
import { Logic } from '../windows/logic.ts';
import { windowsOf, type Windows } from '../windows/windows.ts';
import { OpenGroups, readOpenGroups, type FieldChanges } from './open-groups.ts';

/** What the checkpoint has after each flush is what is open, for every kind of window. */

const logic = new Logic([compileAggregate('n', { count: true }), compileAggregate('v', { sum: 'event' })]);
/** The hash after these changes. */
function apply(hash: Map<string, string>, { set, remove }: FieldChanges): void {
  for (let index = 0; index < set.length; index += 2) hash.set(String(set[index]), String(set[index + 1]));
  for (const field of remove) hash.delete(field);
}

const kinds = {
  tumbling: windowerOf({
    type: 'tumbling',
    size: '10s',
    alignTo: '1970-01-01T00:00:00Z',
    time: 'processing',
  }),
  sliding: windowerOf({
    type: 'sliding',
    size: '10s',
    every: '4s',
    alignTo: '1970-01-01T00:00:00Z',
    time: 'processing',
  }),
  session: windowerOf({ type: 'session', gap: '5s', time: 'processing' }),
};

function shown(windows: Windows): string[] {
  return [...windows.groups()]
    .map(
      ({ start, end, key, accumulators: [n, v] }) =>
        `${start}-${end} ${key.join()}: ${String(n!.result())}, ${String(v!.result())}`,
    )
    .sort();
}

/** Events, or flushes up to a watermark. */
const steps = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ time: fc.integer({ min: 0, max: 60 }), key: fc.constantFrom('a', 'b') }),
    },
    { weight: 1, arbitrary: fc.record({ watermark: fc.integer({ min: 0, max: 60 }) }) },
  ),
  { maxLength: 40 },
);

test.each(Object.entries(kinds))('%s windows come back from the checkpoint as they were', (_, windower) => {
  fc.assert(
    fc.property(steps, all => {
      const windows = windowsOf(windower, logic);
      const saved = new OpenGroups(logic);
      const hash = new Map<string, string>();
      let watermark = -Infinity;
      let flushes = 0;
      const flush = (upTo: number) => {
        watermark = Math.max(watermark, upTo);
        apply(hash, saved.changes(windows, windows.close(watermark), ++flushes));
      };
      for (const [position, step] of all.entries()) {
        if ('watermark' in step) {
          flush(step.watermark * 1_000);
          continue;
        }
        const time = step.time * 1_000;
        const name = keyName([step.key]);
        for (const span of windows.spansOf(time, name, watermark))
          logic.add(windows.group(span, name, [step.key], watermark), [true, position], { time, position });
      }
      flush(-Infinity);
      const restored = windowsOf(windower, logic);
      for (const group of readOpenGroups(hash).open) restored.restore(logic.restore(group)!);
      expect(shown(restored)).toEqual(shown(windows));
      expect(restored.groupCount).toBe(windows.groupCount);
      expect(hash.size).toBe(windows.groupCount);
    }),
    { numRuns: 200, seed: 9 },
  );
});

test('whole numbers of any size come back to the last digit, as keys and as values', () => {
  const wide = fc.oneof(
    fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(9007199254740993n, 9007199254740992n, 9007199254740992, 1e20, 10n ** 20n, -1e15),
  );
  const exact = new Logic(
    [
      { first: 'event' },
      { last: 'event' },
      { top: { of: 'event', n: 3 } },
      { max: 'event' },
      { sum: 'event' },
    ].map((spec, index) => compileAggregate(`a${index}`, spec)),
  );
  fc.assert(
    fc.property(fc.array(wide, { minLength: 1, maxLength: 20 }), numbers => {
      const windows = windowsOf(kinds.tumbling, exact);
      const saved = new OpenGroups(exact);
      for (const [position, number] of numbers.entries()) {
        const name = keyName([number]);
        for (const span of windows.spansOf(0, name, -Infinity))
          exact.add(
            windows.group(span, name, [number], -Infinity),
            [number, number, number, number, number],
            {
              time: 0,
              position,
            },
          );
      }
      const results = (from: Windows) =>
        // As rows show them: 1 and 1n are the same number.
        toJson(
          [...from.groups()].map(({ key, accumulators }) => [key, accumulators.map(one => one.result())]),
        );
      const before = results(windows);
      const restored = windowsOf(kinds.tumbling, exact);
      const hash = new Map<string, string>();
      apply(hash, saved.changes(windows, [], 1));
      for (const group of readOpenGroups(hash).open) restored.restore(exact.restore(group)!);
      expect(restored.groupCount).toBe(windows.groupCount);
      expect(results(restored)).toEqual(before);
    }),
  );
});

describe('large states', () => {
  const large = new Logic([
    compileAggregate('n', { count: true }),
    compileAggregate('d', { distinct: 'event' }),
    compileAggregate('t', { top: { of: 'event', n: 5 } }),
  ]);
  const results = (windows: Windows) =>
    [...windows.groups()]
      .map(({ start, end, key, accumulators }) =>
        toJson([start, end, key, accumulators.map(one => [one.result(), one.save()])]),
      )
      .sort();

  test.each(Object.entries(kinds))(
    '%s windows come back as they were, through changes, restarts and writes that Redis has lost',
    (_, windower) => {
      // Beyond what is counted exactly, and beyond what is kept of the most frequent.
      const step = fc.oneof(
        {
          weight: 3,
          arbitrary: fc.record({
            from: fc.integer({ min: 0, max: 9_000 }),
            count: fc.constantFrom(1, 50, 700, 3_000),
            time: fc.integer({ min: 0, max: 9 }),
          }),
        },
        { weight: 1, arbitrary: fc.constantFrom('restart' as const, 'lost' as const, 'close' as const) },
      );
      fc.assert(
        fc.property(fc.array(step, { minLength: 3, maxLength: 14 }), steps => {
          const hash = new Map<string, string>();
          const saved = new OpenGroups(large);
          let windows = windowsOf(windower, large);
          let position = 0;
          for (const [index, step] of steps.entries()) {
            if (step === 'restart') {
              const { open, leftOver } = readOpenGroups(hash);
              windows = windowsOf(windower, large);
              saved.reset(leftOver);
              for (const group of open) {
                const restored = large.restore(group)!;
                windows.restore(restored);
                saved.restored(restored, group);
              }
            } else if (step === 'lost') saved.distrust();
            else if (step !== 'close') {
              for (let n = 0; n < step.count; n++) {
                const time = step.time * 1_000;
                for (const span of windows.spansOf(time, 'k', -Infinity))
                  large.add(
                    windows.group(span, 'k', ['k'], -Infinity),
                    [true, ...Array(2).fill((step.from + n) % 9_000)],
                    {
                      time,
                      position: position++,
                    },
                  );
              }
            }
            apply(hash, saved.changes(windows, step === 'close' ? windows.close(4_000) : [], index + 1));
            const again = windowsOf(windower, large);
            for (const group of readOpenGroups(hash).open) again.restore(large.restore(group)!);
            expect(results(again)).toEqual(results(windows));
          }
        }),
        { numRuns: 25, seed: 4 },
      );
    },
  );

  test('a flush writes what is new, not all there is', () => {
    const windows = windowsOf(kinds.tumbling, large);
    const saved = new OpenGroups(large);
    const hash = new Map<string, string>();
    let bytes = 0;
    for (let flush = 1; flush <= 100; flush++) {
      for (let n = 0; n < 40; n++) {
        const value = `user-${flush * 40 + n}`;
        const [span] = windows.spansOf(0, 'k', -Infinity);
        large.add(windows.group(span!, 'k', ['k'], -Infinity), [true, value, value], {
          time: 0,
          position: flush,
        });
      }
      const changes = saved.changes(windows, [], flush);
      bytes += changes.set.join('').length;
      apply(hash, changes);
    }
    const whole = [...hash.values()].join('').length;
    // Written whole each time it would be some fifty times as much as there is in the end.
    expect(bytes).toBeLessThan(12 * whole);
  });

  test('what belongs to a state of another time is left over, and removed', () => {
    const hash = new Map([
      ['open:0:10000:["k"]', `{"at":7,"states":[1,["\\"a"],[0,[["\\"a","a",1]]]]}`],
      ['more:6:1:open:0:10000:["k"]', '[0,10000,["=",5],["+",["\\"b"]],["+",[0,[]]]]'],
      ['more:7:1:open:0:10000:["k"]', '[0,10000,["=",2],["+",["\\"c"]],["+",[0,[]]]]'],
    ]);
    const { open, leftOver } = readOpenGroups(hash);
    expect(leftOver).toEqual(['more:6:1:open:0:10000:["k"]']);
    expect(
      large
        .restore(open[0]!)!
        .accumulators.slice(0, 2)
        .map(one => one.result()),
    ).toEqual([2, 2]);
    const saved = new OpenGroups(large);
    saved.reset(leftOver);
    expect(saved.changes(windowsOf(kinds.tumbling, large), [], 8).remove).toEqual(leftOver);
  });
});

test('other fields of a checkpoint are not open groups', () => {
  const fields = new Map([
    ['fence', '1'],
    ['open:0:10000:["a:b"]', '[1,"2"]'],
  ]);
  expect(readOpenGroups(fields).open).toEqual([
    { start: 0, end: 10_000, key: ['a:b'], states: [1, '2'], changes: [] },
  ]);
});
