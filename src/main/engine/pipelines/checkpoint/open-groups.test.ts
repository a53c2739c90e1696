import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileAggregate } from '#shared/pipeline/aggregates/aggregate.ts';
import { windowerOf } from '#shared/pipeline/windower.ts';
import { toJson } from '../events/json.ts';
import { keyName } from '../windows/group.ts';
import { Logic } from '../windows/logic.ts';
import { windowsOf, type Windows } from '../windows/windows.ts';
import { OpenGroups, readOpenGroup } from './open-groups.ts';

/** What the checkpoint has after each flush is what is open, for every kind of window. */

const logic = new Logic([compileAggregate('n', { count: true }), compileAggregate('v', { sum: 'event' })]);
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
      const flush = (upTo: number) => {
        watermark = Math.max(watermark, upTo);
        const { set, remove } = saved.changes(windows, windows.close(watermark));
        for (let index = 0; index < set.length; index += 2)
          hash.set(String(set[index]), String(set[index + 1]));
        for (const field of remove) hash.delete(field);
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
      for (const [field, value] of hash) restored.restore(logic.restore(readOpenGroup(field, value)!)!);
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
      const { set } = saved.changes(windows, []);
      for (let index = 0; index < set.length; index += 2)
        restored.restore(exact.restore(readOpenGroup(String(set[index]), String(set[index + 1]))!)!);
      expect(restored.groupCount).toBe(windows.groupCount);
      expect(results(restored)).toEqual(before);
    }),
  );
});

test('other fields of a checkpoint are not open groups', () => {
  expect(readOpenGroup('fence', '1')).toBeNull();
  expect(readOpenGroup('open:0:10000:["a:b"]', '[1,"2"]')).toEqual({
    start: 0,
    end: 10_000,
    key: ['a:b'],
    states: [1, '2'],
  });
});
