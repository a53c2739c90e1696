import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Plan } from '#shared/pipeline/plan.ts';
import { decoderOf } from './event-decoder.ts';
import { newEvent } from './event.ts';
import { Processor } from './processor.ts';
import type { Trace } from './trace.ts';
import { planOf } from '../../../../../test/support/pipeline-files.ts';

const counting = (members: Record<string, unknown>) =>
  planOf({
    source: { type: 'channel', channels: ['c'] },
    groupBy: ['event.k'],
    window: { type: 'tumbling', size: '10s' },
    aggregate: { n: { count: true }, v: { sum: 'event.v' } },
    sinks: [{ type: 'stdout' }],
    ...members,
  });

const decoded = (members: Record<string, unknown>, payload: string) =>
  decoderOf(counting(members))(newEvent(Buffer.from(payload), 0));

const text = '{"k": "a", "v": 1, "x": {"y": 2, "z": 3}, "more": [1]}';

test('an event is made of what the plan reads of it', () => {
  expect(decoded({}, text)).toEqual({ k: 'a', v: 1 });
  expect(decoded({ where: 'event.x.y == 2 && has(event.x.w)' }, text)).toEqual({ k: 'a', v: 1, x: { y: 2 } });
  const select = { fields: { k: 'event.k', v: 'event.x.z' } };
  expect(decoded({ select, dedupe: { by: 'event.more' } }, text)).toEqual({ k: 'a', x: { z: 3 }, more: [1] });
  expect(decoded({ window: { type: 'tumbling', size: '10s', time: { event: 'event.x.y' } } }, text)).toEqual({
    k: 'a',
    v: 1,
    x: { y: 2 },
  });
});

test.each([
  ['passes it on', { window: undefined, groupBy: undefined, aggregate: undefined }],
  [
    'passes it on when it is late',
    {
      late: { sinks: [{ type: 'stdout' }] },
      window: { type: 'tumbling', size: '10s', time: { event: 'event.v' } },
    },
  ],
  ['keeps the rest of it', { select: { fields: { k: 'event.k' }, rest: 'keep' } }],
  ['adds to it', { lookup: { user: { key: 'event.k' } } }],
  ['reads it as a whole', { where: 'size(event) == 4' }],
  ['looks at it under another name', { where: '[event].exists(x, x.v == 1)' }],
])('an event is whole where the plan %s', (_, members) => {
  expect(decoded(members, text)).toEqual(JSON.parse(text));
});

test('what does not decode says why, as ever', () => {
  expect(() => decoded({}, '{"k":"a","v":1')).toThrow(SyntaxError);
  expect(() => decoded({}, `{"k":"a","v":1,"deep":${'['.repeat(600)}${']'.repeat(600)}}`)).toThrow(
    'it is nested more than 500 deep',
  );
});

test('whatever a plan reads, and whatever comes, it makes the same of members as of whole events', () => {
  const ignored = () => {};
  const trace: Trace = {
    decoded: ignored,
    joined: ignored,
    selected: ignored,
    evaluated: ignored,
    counted: ignored,
    stopped: ignored,
  };
  const expression = fc.constantFrom(
    'event.k',
    'event["v"]',
    'event.x.y',
    'event.x',
    'event.?x.?y.orValue(1)',
    'has(event.x.y)',
    'event.v > 1 || event.x.y == "a"',
    'event.v + event.x.y',
    'size(event)',
    'event.x.all(n, n != "y")',
    '"k" in event.x',
    'event.k == null ? event.v : event.x.z',
    'string(event.v)',
    'meta.channel',
  );
  const name = fc.constantFrom('k', 'v', 'x', 'y', 'z', 'constructor', '__proto__');
  const value = fc.letrec<{ value: unknown }>(tie => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('a', 'ä"', '', 0, 1, 2.5, -0, 2 ** 60, true, null),
      fc.array(tie('value'), { maxLength: 2 }),
      fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).value;
  const payload = fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .dictionary(name, value, { maxKeys: 5, noNullPrototype: true })
        .map(event => JSON.stringify(event)),
    },
    { weight: 1, arbitrary: value.map(event => JSON.stringify(event)) },
    { weight: 1, arbitrary: fc.constantFrom('', '{"k":1', '{"k":1}}', '{"k":\t1,"k":2}', '{"\\u006b":1}') },
  );
  const members = fc.record(
    {
      where: expression,
      groupBy: fc.array(expression, { minLength: 1, maxLength: 2 }),
      aggregate: fc.record({ n: fc.record({ first: expression }) }),
      dedupe: fc.record({ by: expression }),
      select: fc.record({ fields: fc.record({ k: expression, v: expression }) }),
    },
    { requiredKeys: ['groupBy', 'aggregate'] },
  );
  const result = (plan: Plan, payloads: string[], isWhole: boolean) => {
    const processor = new Processor(plan, { keepOpen: true, ...(isWhole && { trace }) });
    for (const one of payloads) processor.process(newEvent(Buffer.from(one), 0), 1_000);
    return {
      counts: processor.batch.counts,
      invalid: processor.invalidSamples.list,
      groups: processor
        .open!.close(Infinity)
        .map(({ key, accumulators }) => [key, accumulators[0]!.result()]),
    };
  };
  fc.assert(
    fc.property(members, fc.array(payload, { maxLength: 8 }), (file, payloads) => {
      const plan = counting(file);
      expect(result(plan, payloads, false)).toEqual(result(plan, payloads, true));
    }),
    { numRuns: 300 },
  );
});
