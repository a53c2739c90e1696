import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plan } from '#shared/pipeline/plan.ts';
import type { Group } from '../windows/group.ts';
import { Processor } from './processor.ts';
import { newEvent, type SourceEvent } from './event.ts';
import { planOf } from '../../../../../test/support/pipeline-files.ts';
import { processorTime } from '../../../../../test/support/processor-time.ts';

const plan = (members: Record<string, unknown>) =>
  planOf({
    source: { type: 'channel', channels: ['c'] },
    groupBy: ['event.k'],
    aggregate: { n: { count: true }, v: { sum: 'event.v' } },
    sinks: [{ type: 'stdout' }],
    ...members,
  });
const json = (value: unknown): SourceEvent => newEvent(Buffer.from(JSON.stringify(value)), 0);

describe('what events are made into', () => {
  const passing = { groupBy: undefined, aggregate: undefined };
  const passedOf = (members: Record<string, unknown>, ...values: unknown[]) => {
    const processor = new Processor(plan({ ...passing, ...members }), { keepOpen: false });
    for (const value of values) processor.process(json(value), NOW);
    return processor;
  };

  test('select computes fields; the others are dropped, or kept', () => {
    const event = { a: 2, b: 'x', big: 9_007_199_254_740_993n.toString() };
    const fields = { double: 'event.a * 2', b: "event.b + '!'" };
    const of = (rest?: string) =>
      passedOf({ select: { fields, ...(rest ? { rest } : {}) } }, event).batch.passed.map(
        ({ value }) => value,
      );
    expect(of()).toEqual([{ double: 4, b: 'x!' }]);
    expect(of('keep')).toEqual([{ a: 2, b: 'x!', big: '9007199254740993', double: 4 }]);
  });

  test('what was selected is what is grouped, and nothing of the payload goes on', () => {
    const select = { fields: { k: 'event.a.b' } };
    const processor = new Processor(
      plan({ select, window: { type: 'tumbling', size: '10s' }, aggregate: { n: { count: true } } }),
      { keepOpen: true },
    );
    processor.process(json({ a: { b: 'deep' } }), NOW);
    expect(processor.open!.close(Infinity).map(({ key }) => key)).toEqual([['deep']]);
    expect(passedOf({ select }, { a: { b: 1 } }).batch.passed[0]!.event.payload).toBeNull();
  });

  test('an event that a field cannot be computed of is invalid, whole', () => {
    const { batch, invalidSamples } = passedOf({ select: { fields: { x: 'event.a.b' } } }, { a: 1 });
    expect(batch.counts).toMatchObject({ invalid: 1, matched: 0 });
    expect(invalidSamples.list[0]!.reason).toMatch(/^event\.a\.b: /);
    expect(invalidSamples.list[0]!.path).toEqual(['select', 'fields', 'x']);
    expect(passedOf({ select: { fields: { a: '1' }, rest: 'keep' } }, [1]).batch.counts.invalid).toBe(1);
  });

  test('a sample is about its share, the same events each time, and whole groups where something decides', () => {
    const all = Array.from({ length: 2_000 }, (_, n) => ({ n, user: `u${n % 100}` }));
    const ids = (sample: unknown) =>
      passedOf({ sample }, ...all).batch.passed.map(({ value }) => value as (typeof all)[number]);
    const quarter = ids({ share: 0.25 });
    expect(quarter.length).toBeGreaterThan(400);
    expect(quarter.length).toBeLessThan(600);
    expect(ids({ share: 0.25 })).toEqual(quarter);
    expect(ids({ share: 1 })).toHaveLength(2_000);
    const byUser = ids({ share: 0.25, by: 'event.user' });
    const users = new Set(byUser.map(({ user }) => user));
    expect(users.size).toBeGreaterThan(10);
    expect(users.size).toBeLessThan(45);
    expect(byUser).toHaveLength(users.size * 20);
    expect(passedOf({ sample: { share: 0.9, by: 'event.none' } }, ...all).batch.counts.unmatched).toBe(2_000);
  });
});

interface Timed {
  t: number;
  k: string;
  v: number;
}
const events = fc.array(
  fc.record({
    t: fc.integer({ min: 0, max: 120 }),
    k: fc.constantFrom('a', 'b'),
    v: fc.integer({ min: -5, max: 5 }),
  }),
  { maxLength: 60 },
);
/** Far in the future: the processing clock must not hold the watermark back in these tests. */
const NOW = 1e12;

/** Runs events through, closing windows every few events, and returns "start-end key: count, sum" of every row and the late count. */
function rowsOf(compiled: Plan, all: readonly Timed[], flushEvery: number): { rows: string[]; late: number } {
  const processor = new Processor(compiled, { keepOpen: true });
  const closed: Group[] = [];
  let late = 0;
  all.forEach((event, index) => {
    processor.process(json(event), NOW);
    if (index % flushEvery === flushEvery - 1) {
      closed.push(...processor.open!.close(processor.clock.watermark));
      late += processor.takeBatch(index).counts.late;
    }
  });
  late += processor.batch.counts.late;
  closed.push(...processor.open!.close(Infinity));
  const rows = closed.map(
    ({ start, end, key, accumulators: [n, v] }) =>
      `${start}-${end} ${key.join()}: ${String(n!.result())}, ${String(v!.result())}`,
  );
  return { rows: rows.sort(), late };
}

type Bucket = { start: number; end: number; k: string; n: number; v: number };
const shown = (buckets: Bucket[]) =>
  buckets.map(({ start, end, k, n, v }) => `${start}-${end} ${k}: ${n}, ${v}`).sort();

describe('fixed windows equal a slow model', () => {
  const sizes = fc.record({
    size: fc.integer({ min: 1, max: 40 }),
    every: fc.integer({ min: 1, max: 40 }),
    align: fc.integer({ min: 0, max: 50 }),
  });
  test('with any size, advance and alignment, events out of order, late ones counted', () => {
    fc.assert(
      fc.property(
        events,
        sizes,
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 1, max: 7 }),
        (all, shape, lateness, flushEvery) => {
          const every = Math.min(shape.size, shape.every);
          const compiled = plan({
            window: {
              type: 'sliding',
              size: `${shape.size}ms`,
              every: `${every}ms`,
              alignTo: new Date(shape.align).toISOString(),
              time: { event: 'event.t', lateness: `${lateness}ms` },
            },
          });
          const buckets = new Map<string, Bucket>();
          let watermark = -Infinity;
          let late = 0;
          for (const { t, k, v } of all) {
            watermark = Math.max(watermark, t - lateness);
            let counted = false;
            // Every window there can be, tried one by one.
            for (let start = shape.align - 10 * 60 * every; start <= t; start += every) {
              const end = start + shape.size;
              if (t >= end || end <= watermark) continue;
              counted = true;
              const name = `${start} ${k}`;
              const bucket = buckets.get(name) ?? { start, end, k, n: 0, v: 0 };
              buckets.set(name, { ...bucket, n: bucket.n + 1, v: bucket.v + v });
            }
            if (!counted) late++;
          }
          expect(rowsOf(compiled, all, flushEvery)).toEqual({ rows: shown([...buckets.values()]), late });
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('sessions equal a slow model', () => {
  test('events less than a gap apart are one session; late ones are counted', () => {
    fc.assert(
      fc.property(
        events,
        fc.integer({ min: 1, max: 25 }),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 7 }),
        (all, gap, lateness, flushEvery) => {
          const compiled = plan({
            window: {
              type: 'session',
              gap: `${gap}ms`,
              time: { event: 'event.t', lateness: `${lateness}ms` },
            },
          });
          let open: Bucket[] = [];
          const done: Bucket[] = [];
          let watermark = -Infinity;
          let late = 0;
          for (const { t, k, v } of all) {
            watermark = Math.max(watermark, t - lateness);
            done.push(...open.filter(({ end }) => end <= watermark));
            open = open.filter(({ end }) => end > watermark);
            const joined = open.filter(
              session => session.k === k && t < session.end && session.start < t + gap,
            );
            if (joined.length === 0 && t + gap <= watermark) {
              late++;
              continue;
            }
            const merged = joined.reduce(
              (a, b) => ({
                k,
                start: Math.min(a.start, b.start),
                end: Math.max(a.end, b.end),
                n: a.n + b.n,
                v: a.v + b.v,
              }),
              { k, start: t, end: t + gap, n: 1, v },
            );
            open = [...open.filter(session => !joined.includes(session)), merged];
          }
          expect(rowsOf(compiled, all, flushEvery)).toEqual({ rows: shown([...done, ...open]), late });
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('each event is received = invalid + unmatched + matched', () => {
  const window = { type: 'tumbling', size: '10s' };
  const run = (members: Record<string, unknown>, payloads: string[]) => {
    const processor = new Processor(plan({ window, ...members }), { keepOpen: false });
    for (const payload of payloads) processor.process(newEvent(Buffer.from(payload), 0), 5_000);
    return processor;
  };

  test('what does not decode or has no key or value is invalid, and kept as a sample', () => {
    const { batch, invalidSamples } = run({}, [
      '{"k":"a","v":1}',
      'nope',
      '{"v":1}',
      '{"k":null,"v":1}',
      '{"k":"a","v":"x"}',
      '{"k":{},"v":1}',
    ]);
    expect(batch.counts).toMatchObject({ received: 6, decoded: 5, invalid: 5, matched: 1 });
    expect(invalidSamples.list.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/JSON/),
      'event.k: No such key: k',
      'groupBy event.k: null is not a key',
      'v: the text "x" is not a number',
      'groupBy event.k: a map is not a key',
    ]);
    expect(invalidSamples.list.map(({ path }) => path.join('.'))).toEqual([
      'decode',
      'groupBy.0',
      'groupBy.0',
      'aggregate.v',
      'groupBy.0',
    ]);
  });

  test('where that throws is not matched', () => {
    const { batch } = run({ where: 'event.ok' }, [
      '{"ok":true,"k":"a","v":1}',
      '{"k":"a","v":1}',
      '{"ok":1,"k":"a","v":1}',
    ]);
    expect(batch.counts).toMatchObject({ received: 3, unmatched: 2, matched: 1, invalid: 0 });
  });

  test('invalid.as counts what does not decode under a key of its own: count 1, sum 0', () => {
    const { batch, open } = run({ where: 'false', invalid: { as: 'Unknown' } }, [
      'nope',
      '{"k":"a","v":1}',
      '[',
    ]);
    expect(batch.counts).toMatchObject({ received: 3, invalid: 2, unmatched: 1 });
    expect(
      [...open!.groups()].map(({ key, accumulators: [n, v] }) => [key, n!.result(), v!.result()]),
    ).toEqual([[['Unknown'], 2, 0]]);
  });

  test('keys beyond the limit are refused, those that are there go on', () => {
    const { batch, overLimit, open } = run(
      { limits: { keys: 2 } },
      ['a', 'b', 'c', 'a', 'd'].map(k => JSON.stringify({ k, v: 1 })),
    );
    expect(batch.counts).toMatchObject({ received: 5, matched: 3, invalid: 2 });
    expect({ overLimit, groups: open!.groupCount }).toEqual({ overLimit: 2, groups: 2 });
  });

  test('keys of several parts are told apart', () => {
    const { open } = run({ groupBy: ['event.a', 'event.b'] }, [
      '{"a":"x","b":"y:z","v":1}',
      '{"a":"x:y","b":"z","v":1}',
      '{"a":1,"b":"1","v":1}',
      '{"a":"1","b":1,"v":1}',
    ]);
    expect(open!.groupCount).toBe(4);
  });
});

test('an event that comes again is counted as repeated, among the unmatched; one without an id counts', () => {
  const processor = new Processor(
    plan({ window: { type: 'tumbling', size: '10s' }, dedupe: { by: 'event.id' } }),
    { keepOpen: true },
  );
  for (const id of ['a', 'b', 'a', undefined, undefined, null, 7])
    processor.process(json({ id, k: 'x', v: 1 }), NOW);
  expect(processor.batch.counts).toMatchObject({
    received: 7,
    matched: 6,
    unmatched: 1,
    repeated: 1,
    invalid: 0,
  });
});

test('an event from the future does not close the windows of the present', () => {
  const compiled = plan({
    window: { type: 'tumbling', size: '10s', time: { event: 'event.t', lateness: '0s' } },
  });
  const processor = new Processor(compiled, { keepOpen: true });
  processor.process(json({ k: 'a', v: 1, t: 100_000 }), 100_000);
  processor.process(json({ k: 'a', v: 1, t: 9e12 }), 100_000);
  expect(processor.clock.watermark).toBe(100_000);
  processor.process(json({ k: 'a', v: 1, t: 100_500 }), 100_600);
  expect(processor.batch.counts).toMatchObject({ matched: 3, late: 0 });
});

test('whole numbers beyond 2^53 are summed to the last digit', () => {
  const processor = new Processor(plan({ window: { type: 'tumbling', size: '10s' } }), { keepOpen: true });
  processor.process(newEvent('{"k":"a","v":9007199254740993}', 0), 0);
  processor.process(newEvent('{"k":"a","v":1}', 0), 0);
  const [group] = processor.open!.groups();
  expect(group!.accumulators[1]!.result()).toBe(9007199254740994n);
});

test('a batch is full after many events, or after fewer that change many windows each', () => {
  const eventsUntilFull = (window: Record<string, unknown>) => {
    const compiled = plan({
      window,
      aggregate: { n: { count: true } },
      sinks: [{ type: 'timeSeries', prefix: 'n:' }],
    });
    const processor = new Processor(compiled, { keepOpen: false });
    for (let index = 0; !processor.isFull; index++) processor.process(json({ k: `k${index}` }), NOW);
    return processor.batch.events;
  };
  expect(eventsUntilFull({ type: 'tumbling', size: '10s' })).toBe(10_000);
  expect(eventsUntilFull({ type: 'sliding', size: '1000s', every: '1s' })).toBe(100);
});

describe('a time in an event', () => {
  const at = (t: unknown) => {
    const window = { type: 'tumbling', size: '1s', time: { event: 'event.t', lateness: '0s' } };
    const processor = new Processor(plan({ window }), { keepOpen: true });
    processor.process(json({ k: 'a', v: 1, t }), NOW);
    return processor.open!.groupCount === 0 ? null : [...processor.open!.groups()][0]!.start;
  };
  const noon = Date.parse('2023-05-06T12:00:00Z');

  test.each([
    ['2023-05-06T12:00:00Z', noon],
    ['2023-05-06T12:00:00.000000001Z', noon],
    ['2023-05-06T14:00:00+02:00', noon],
    ['2023-05-06T14:00:00+0200', noon],
    ['2023-05-06 12:00', noon],
    ['2023-05-06T12:00:00', noon],
    ['2023-05-06', Date.parse('2023-05-06T00:00:00Z')],
    [noon, noon],
  ])('%s is one', (text, ms) => {
    expect(at(text)).toBe(ms);
  });

  test.each(['hello 5', '5', '', '2023', 'May 6, 2023', '2023-13-01', '12:00', '2023-05-06T12:00:00 Berlin'])(
    '"%s" is none',
    text => {
      expect(at(text)).toBeNull();
    },
  );
});

test('what does not decode before any event has said the time counts now, not in 1970', () => {
  const processor = new Processor(
    plan({
      window: { type: 'tumbling', size: '10s', time: { event: 'event.t', lateness: '0s' } },
      invalid: { as: 'Unknown' },
    }),
    { keepOpen: true },
  );
  processor.process(newEvent('nope', 0), NOW);
  expect([...processor.open!.groups()].map(({ start }) => start)).toEqual([NOW]);
});

test('what cannot be read as it is does not count as something else', () => {
  const processor = new Processor(plan({ window: { type: 'tumbling', size: '10s' } }), { keepOpen: true });
  processor.process(newEvent(Buffer.from('{"k":"\xe4","v":1}', 'latin1'), 0), 0);
  processor.process(
    newEvent(Buffer.from(`{"k":"a","v":1,"deep":${'['.repeat(20_000)}${']'.repeat(20_000)}}`), 0),
    0,
  );
  processor.process(newEvent(Buffer.from('{"k":"ä","v":1}'), 0), 0);
  expect(processor.batch.counts).toMatchObject({ received: 3, invalid: 2, matched: 1 });
  expect(processor.invalidSamples.list.map(({ reason }) => reason)).toEqual([
    'it is not valid UTF-8',
    'it is nested more than 500 deep',
  ]);
});

test('a batch is full after 32 MB that are passed on', () => {
  const passing = plan({ groupBy: [], aggregate: undefined, sinks: [{ type: 'stream', key: 'out' }] });
  const processor = new Processor(passing, { keepOpen: false });
  const payload = Buffer.from(JSON.stringify({ text: 'x'.repeat(2 ** 20) }));
  for (let n = 0; !processor.isFull; n++) processor.process(newEvent(payload, 0), 0);
  expect(processor.batch.events).toBe(32);
});

test('a late event says with which lateness it would have been taken', () => {
  const timed = fc.record({ t: fc.integer({ min: 0, max: 60_000 }), k: fc.constant('a'), v: fc.constant(1) });
  const shapes = [
    { type: 'tumbling', size: '10s' },
    { type: 'sliding', size: '10s', every: '3s' },
    { type: 'session', gap: '10s' },
  ];
  fc.assert(
    fc.property(fc.array(timed, { maxLength: 20 }), fc.constantFrom(...shapes), (all, shape) => {
      const lateSampleOf = (latenessMs: number, some: readonly Timed[]) => {
        const time = { event: 'event.t', lateness: `${latenessMs}ms` };
        const processor = new Processor(plan({ window: { ...shape, time }, limits: { samples: 100 } }), {
          keepOpen: true,
        });
        for (const event of some) {
          processor.process(json(event), NOW);
          processor.open!.close(processor.clock.watermark);
        }
        return processor.lateSamples.list.find(({ whole }) => same(whole!.payload!, some.at(-1)!));
      };
      const same = (payload: Uint8Array, event: Timed) =>
        Buffer.from(payload).toString() === JSON.stringify(event);
      const last = all.findIndex(
        (event, index) => lateSampleOf(500, all.slice(0, index + 1)) !== undefined && event,
      );
      fc.pre(last >= 0 && !all.slice(0, last).some(({ t }) => t === all[last]!.t));
      const upTo = all.slice(0, last + 1);
      const { late } = lateSampleOf(500, upTo)!;
      expect(late!.heardUpTo).toBe(Math.max(...upTo.map(({ t }) => t)));
      expect(lateSampleOf(late!.neededMs, upTo)).toBeUndefined();
      // With less a session that is still open may take it in.
      if (shape.type !== 'session') expect(lateSampleOf(late!.neededMs - 1, upTo)).toBeDefined();
    }),
  );
});

describe('many sessions of one key', () => {
  const window = { type: 'session', gap: '1s', time: { event: 'event.t', lateness: '365d' } };

  test('are found by halving, also when they come backwards and join', () => {
    const processor = new Processor(plan({ window, limits: { windows: 100_000 } }), { keepOpen: true });
    const events = (shift: number) => {
      for (let n = 40_000; n > 0; n--)
        processor.process(json({ k: 'a', v: 1, t: NOW - 2_000 * n + shift }), NOW);
    };
    const took = processorTime(() => {
      events(0);
      expect(processor.open!.groupCount).toBe(40_000);
      events(999);
      events(-500);
    });
    expect(processor.open!.groupCount).toBe(1);
    // Looking at each of them for each event took half a minute.
    expect(took).toBeLessThan(10_000);
  });

  test('are limited like windows are', () => {
    const processor = new Processor(plan({ window, limits: { windows: 100 } }), { keepOpen: true });
    for (let n = 0; n < 150; n++) processor.process(json({ k: 'a', v: 1, t: NOW - 2_000 * n }), NOW);
    processor.process(json({ k: 'a', v: 1, t: NOW }), NOW);
    processor.process(json({ k: 'b', v: 1, t: NOW }), NOW);
    expect(processor.batch.counts).toMatchObject({ matched: 102, invalid: 50 });
    expect(processor.open!.groupCount).toBe(101);
  });
});
