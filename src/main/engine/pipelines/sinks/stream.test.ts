import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planOf } from '../../../../../test/support/pipeline-files.ts';
import type { Argument } from '../../connections/redis-client.ts';
import { newEvent } from '../events/event.ts';
import { newFlush, type Flush } from '../run/flush.ts';
import { appendCommonEntries, appendEntries, ENTRIES_PER_CALL, MAX_COMMON_FIELDS } from './lua.ts';
import { makeDrySinks } from './sinks.ts';

const plan = planOf({
  source: { type: 'generator', payload: '1' },
  sinks: [{ type: 'stream', key: 'out', maxLen: 10 }],
});
const { emitting } = makeDrySinks(plan, 'w');

function flushOf(values: readonly unknown[], canScript: boolean): Flush {
  const flush = newFlush({ canScript, clockAheadMs: null }, []);
  emitting[0]!.events!(
    values.map(value => ({ event: newEvent(null, 0), value })),
    flush,
  );
  return flush;
}

/** The field and value words of each entry, as the scripts and commands would write them, in their order. */
function entriesOf({ calls, commands }: Flush): Argument[][] {
  const entries: Argument[][] = [];
  for (const { script, args } of calls) {
    const words = args.slice(1);
    if (script === appendEntries) {
      for (let at = 0; at < words.length; at += 1 + Number(words[at]))
        entries.push(words.slice(at + 1, at + 1 + Number(words[at])));
      continue;
    }
    const count = Array.from({ length: MAX_COMMON_FIELDS }, (_, index) => index + 1).find(
      fields => appendCommonEntries(fields) === script,
    )!;
    for (let at = count; at < words.length; at += count)
      entries.push(Array.from({ length: count }, (_, index) => [words[index]!, words[at + index]!]).flat());
  }
  for (const command of commands) entries.push(command.slice(6));
  return entries;
}

const value = fc.oneof(
  { weight: 3, arbitrary: fc.record({ a: fc.integer(), b: fc.string() }) },
  fc.record({ b: fc.string(), a: fc.integer() }),
  fc.record({ a: fc.double(), b: fc.constant({ deep: [1] }), c: fc.boolean() }),
  fc.record({ a: fc.constant(null) }),
  fc.constant({}),
  fc.string(),
);

test('entries are the same however they are appended, whatever names they have', () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 2, maxLength: 20 }), values => {
      const byScript = flushOf(values, true);
      expect(byScript.commands).toEqual([]);
      expect(entriesOf(byScript)).toEqual(entriesOf(flushOf(values, false)));
    }),
  );
});

test('events that have the same names are written by the script for these, so many in a call', () => {
  const values = Array.from({ length: 2.5 * ENTRIES_PER_CALL }, (_, n) => ({ n, text: `number ${n}` }));
  const { calls, types } = flushOf(values, true);
  expect(calls.map(({ script, args }) => [script, args.length])).toEqual([
    [appendCommonEntries(2), 3 + 2 * ENTRIES_PER_CALL],
    [appendCommonEntries(2), 3 + 2 * ENTRIES_PER_CALL],
    [appendCommonEntries(2), 3 + ENTRIES_PER_CALL],
  ]);
  expect(calls[0]!.args.slice(0, 7)).toEqual([10, 'n', 'text', '0', 'number 0', '1', 'number 1']);
  expect([...types]).toEqual([['out', 'stream']]);
});
