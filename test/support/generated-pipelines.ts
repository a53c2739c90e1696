import fc from 'fast-check';

/** Events of shops, one for each line: in order of time but for some that are late, a few that do not decode, a few without a field. */
export function shopEvents(count: number, seed: number): string[] {
  const start = Date.parse('2024-05-01T10:00:00Z');
  const events = fc.tuple(
    fc.constantFrom('berlin', 'lyon', 'porto', 'Ünï'),
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: -500, max: 50_000 }),
    fc.integer({ min: 0, max: 99 }),
    fc.boolean(),
  );
  return fc.sample(events, { numRuns: count, seed }).map(([shop, user, cents, luck, isApp], index) => {
    // Before an event has told the time, that of processing counts for what does not decode: it would differ from run to run.
    if (luck === 0 && index >= IN_THE_BEGINNING) return '{"shop": broken';
    // One in ten comes up to two minutes after its time.
    const at = new Date(start + index * 700 - (luck > 90 ? (luck - 90) * 12_000 : 0)).toISOString();
    const event = {
      at,
      shop,
      user,
      price: cents / 100,
      items: cents % 7,
      app: isApp,
      tags: [shop, `t${user % 3}`],
    };
    return JSON.stringify(luck === 1 ? { at, shop } : event);
  });
}

/** So many events decode, of which some match. */
const IN_THE_BEGINNING = 50;

const time = fc.constantFrom<object | undefined>(
  { event: 'event.at' },
  { event: 'event.at', lateness: '5s' },
  { event: 'timestamp(event.at)', lateness: '1m' },
);
const window = fc.oneof(
  fc.record({ type: fc.constant('tumbling'), size: fc.constantFrom('10s', '1m', '7m'), time }),
  fc.record({
    type: fc.constant('tumbling'),
    size: fc.constantFrom('30s', '1m'),
    alignTo: fc.constant('2023-01-01T00:00:13Z'),
    time,
  }),
  fc.record({
    type: fc.constant('sliding'),
    size: fc.constantFrom('1m', '90s'),
    every: fc.constantFrom('20s', '30s'),
    time,
  }),
  fc.record({ type: fc.constant('session'), gap: fc.constantFrom('3s', '20s'), time }),
);
const aggregate = fc.constantFrom<object>(
  { count: true },
  { sum: 'event.price' },
  { sum: 'event.items * 2' },
  { min: 'event.price' },
  { max: 'event.items' },
  { avg: 'event.price' },
  { distinct: 'event.user' },
  { first: 'event.user' },
  { last: 'event.price' },
  { quantiles: { of: 'event.price', at: [0.5, 0.99] } },
  { top: { of: 'event.tags[1]', n: 2 } },
  { top: { of: 'event.user', n: 3 } },
  { sum: 'event.app ? 1 : 0' },
);
const where = fc.constantFrom(
  undefined,
  'event.price > 10',
  "event.shop != 'lyon' && event.app",
  'event.?items.orValue(0) in [1, 2, 3]',
  "event.tags.exists(tag, tag == 't1')",
  "event.shop.matches('^[bp]')",
);
const groupBy = fc.constantFrom(
  [],
  ['event.shop'],
  ['event.shop', 'event.app'],
  ['event.items'],
  ['event.user % 5'],
);

/**
 * Pipelines over such events, each with windows of event time or none, whose result does not depend on when they run.
 *
 * @param path of the file with the events
 * @param out of the file with the results
 */
export function generatedPipelines(count: number, seed: number, path: string, out: string): object[] {
  const windowed = fc.record({
    where,
    groupBy,
    window,
    aggregate: fc
      .uniqueArray(aggregate, { minLength: 1, maxLength: 4, selector: of => JSON.stringify(of) })
      .map(some => Object.fromEntries(some.map((of, index) => [`value_${index}`, of]))),
    invalid: fc.constantFrom(undefined, { as: 'Unknown' }),
    having: fc.constantFrom(undefined, "row.window.start != '2024-05-01T10:00:00.000Z'"),
  });
  const passed = fc.record({
    where,
    select: fc.constantFrom<object | undefined>(
      undefined,
      { fields: { shop: 'event.shop.upperAscii()', cents: 'int(event.price * 100)' } },
      {
        fields: { dear: 'event.price > 100', label: "event.shop + ': ' + string(event.items)" },
        rest: 'keep',
      },
    ),
  });
  return fc
    .sample(fc.oneof({ weight: 5, arbitrary: windowed }, { weight: 1, arbitrary: passed }), {
      numRuns: count,
      seed,
    })
    .map((parts, index) =>
      Object.assign(
        { version: 1, name: `Generated ${index}`, source: { type: 'jsonl', path } },
        parts,
        { sinks: [{ type: 'file', path: out }] },
        'window' in parts ? { late: { sinks: [{ type: 'file', path: `${out}.late` }] } } : {},
      ),
    )
    .map(file => JSON.parse(JSON.stringify(file)) as object);
}
