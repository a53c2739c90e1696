import { describe, expect, test } from 'vitest';
import { problemLine } from './problems.ts';
import { parseOverride, readPipelines, slug } from './read-pipelines.ts';
import { pipelineJsonSchema } from './schema.ts';

const counting = {
  name: 'Counting',
  source: { type: 'channel', channels: ['c'] },
  groupBy: ['event.k'],
  window: { type: 'tumbling', size: '5s' },
  aggregate: { n: { count: true } },
  sinks: [{ type: 'stdout' }],
};
const passing = {
  name: 'Passing',
  source: { type: 'channel', channels: ['c'] },
  sinks: [{ type: 'stdout' }],
};

function read(file: unknown, overrides: string[] = [], environment: Record<string, string> = {}) {
  return readPipelines(typeof file === 'string' ? file : JSON.stringify(file), {
    environment,
    fallbackName: 'fallback',
    overrides: overrides.map(text => parseOverride(text)!),
  });
}
function lines(file: unknown, ...overrides: string[]): string[] {
  const result = read(file, overrides);
  return result.ok ? [] : result.problems.map(problemLine);
}

describe('reads', () => {
  test('the example of the format, with its defaults', () => {
    const result = read({ version: 1, ...counting });
    expect(result).toMatchObject({
      ok: true,
      pipelines: [
        {
          id: 'counting',
          decode: 'json',
          window: { alignTo: '1970-01-01T00:00:00Z', time: 'processing' },
          limits: { samples: 20 },
        },
      ],
    });
  });

  test('several pipelines, with a byte order mark and without names', () => {
    const { name: _, ...unnamed } = passing;
    const result = read(`\uFEFF${JSON.stringify({ name: 'Both', pipelines: [unnamed, counting] })}`);
    expect(result).toMatchObject({
      ok: true,
      name: 'Both',
      pipelines: [{ name: 'Both 1', id: 'both-1' }, { id: 'counting' }],
    });
  });

  test('overrides before variables', () => {
    const result = read(passing, ['source.channels.0=${X}', 'limits.keys=7', 'where=event.a == 1'], {
      X: 'other',
    });
    expect(result).toMatchObject({
      ok: true,
      pipelines: [{ source: { channels: ['other'] }, limits: { keys: 7 }, where: 'event.a == 1' }],
    });
  });

  test('slugs', () => expect(slug('  Éditions de Wikipédia (10 s) ')).toBe('editions-de-wikipedia-10-s'));
});

/** Each mistake: where, what, and what is allowed. */
describe('explains', () => {
  test.each<[string, unknown, string[], RegExp]>([
    ['no JSON', '{"a": 1,}', [], /^file: is not JSON: .*line 1 column 9.*; allowed: a JSON object$/],
    ['an empty file', '', [], /^file: is not JSON: it is empty/],
    ['a list', [], [], /^file: \[\] is not an object/],
    [
      'a missing source',
      { name: 'x', sinks: [{ type: 'stdout' }] },
      [],
      /^source: is missing; allowed: an object$/,
    ],
    ['an unknown member', passing, ['sorce=1'], /^file: has unknown "sorce"; allowed: .*source/],
    [
      'an unknown member inside',
      passing,
      ['source.chanels=1'],
      /^source: has unknown "chanels"; allowed: type, channels/,
    ],
    [
      'an unknown source',
      passing,
      ['source.type=kafka'],
      /^source.type: "kafka" is unknown; allowed: "sse", "stream"/,
    ],
    [
      'an unknown sink',
      passing,
      ['sinks.0.type=s3'],
      /^sinks.0.type: "s3" is unknown; allowed: "timeSeries"/,
    ],
    [
      'a field of select that is not CEL',
      passing,
      ['select={"fields":{"a":"event."}}'],
      /^select.fields.a: .*; allowed: a CEL expression over event and meta/,
    ],
    [
      'a select of nothing',
      passing,
      ['select={"fields":{}}'],
      /^select.fields: is empty; allowed: at least one field$/,
    ],
    [
      'having without rows',
      passing,
      ['having=row.n > 1'],
      /^having: has no rows to choose from; allowed: an aggregate/,
    ],
    [
      'having that no sink minds',
      counting,
      ['having=row.n > 1', 'sinks=[{"type":"timeSeries","prefix":"a:"}]'],
      /^having: has no effect: these sinks take changes, not rows/,
    ],
    [
      'a branch over what is not there',
      counting,
      ['sinks=[{"type":"stdout","where":"event.a > 1"}]'],
      /^sinks.0.where: .*event.*; allowed: a CEL expression over row/,
    ],
    [
      'a branch of what was not decoded',
      passing,
      ['invalid={"sinks":[{"type":"stream","key":"dead","where":"true"}]}'],
      /^invalid.sinks.0.where: cannot be asked of what was not decoded/,
    ],
    ['a share of nothing', passing, ['sample={"share":0}'], /^sample.share: 0 is too small/],
    [
      'a hash without fields',
      passing,
      ['sinks=[{"type":"hash","key":"h"}]'],
      /^sinks.0.field: is missing; allowed: a CEL expression that names the field/,
    ],
    [
      'a list that feeds itself',
      { ...passing, source: { type: 'list', key: 'jobs' } },
      ['sinks=[{"type":"list","key":"jobs"}]'],
      /^sinks.0.key: "jobs" is read by the source/,
    ],
    ['no sink', passing, ['sinks=[]'], /^sinks: \[\] is empty; allowed: at least one sink$/],
    [
      'a newer version',
      passing,
      ['version=2'],
      /^version: 2 is that of a newer Millrace: update this one to start the file; allowed: 1$/,
    ],
    ['a wrong type', passing, ['name=5'], /^name: 5 is not a string; allowed: a string$/],
    [
      'a bad duration',
      counting,
      ['window.size=5 seconds'],
      /^window.size: "5 seconds" is not a duration; allowed: .*"500ms"/,
    ],
    [
      'a time without offset',
      counting,
      ['window.alignTo=2023-01-01T00:00:00'],
      /^window.alignTo: .*allowed: ISO 8601/,
    ],
    [
      'a day that is not',
      counting,
      ['window.alignTo=2023-13-01T00:00:00Z'],
      /^window.alignTo: .* does not exist/,
    ],
    [
      'the 31st of February',
      counting,
      ['window.alignTo=2023-02-31T00:00:00Z'],
      /^window.alignTo: .* does not exist/,
    ],
    [
      'a zero window',
      counting,
      ['window.size=0s'],
      /^window.size: "0s" is not a length of time; allowed: from 1ms$/,
    ],
    [
      'a window longer than dates go',
      counting,
      ['window.size=99999999999d'],
      /^window.size: "99999999999d" is too long; allowed: at most/,
    ],
    [
      'an event in too many windows',
      counting,
      ['window={"type":"sliding","size":"1d","every":"1ms"}'],
      /^window.every: makes every event count in 86400000 windows; allowed: at most 10000/,
    ],
    [
      'gaps between windows',
      counting,
      ['window={"type":"sliding","size":"5s","every":"6s"}'],
      /^window.every: leaves time between windows.*; allowed: at most 5s$/,
    ],
    [
      'an unknown aggregate',
      counting,
      ['aggregate.n={"median":"event.a"}'],
      /^aggregate.n: .* is not an aggregate; allowed: .*quantiles/,
    ],
    [
      'a bad expression',
      counting,
      ['aggregate.n={"sum":"event."}'],
      /^aggregate.n.sum: .*at character 7.*; allowed: a CEL/,
    ],
    [
      'a bad expression further in',
      counting,
      ['aggregate.n={"top":{"of":"event.","n":3}}'],
      /^aggregate.n.top.of: .*at character 7/,
    ],
    [
      'an address that is none',
      passing,
      ['source={"type":"sse","url":"http://a b"}'],
      /^source.url: "http:\/\/a b" is not an http URL/,
    ],
    [
      'nothing to hear',
      passing,
      ['source.channels=[]'],
      /^source.channels: \[\] is empty; allowed: at least 1$/,
    ],
    ['a limit of nothing', passing, ['limits.keys=0'], /^limits.keys: 0 is too small; allowed: from 1$/],
    ['an unknown name', passing, ['where=evnt.a == 1'], /^where: Unknown variable: evnt \(at character 1\)/],
    ['a bad key', counting, ['groupBy.0=event.a +'], /^groupBy.0: /],
    [
      'a reserved name',
      counting,
      ['aggregate={"key":{"count":true}}'],
      /^aggregate.key: has a name that rows use/,
    ],
    [
      'an aggregate without window',
      passing,
      ['aggregate.n={"count":true}'],
      /^window: is missing; allowed: a window/,
    ],
    [
      'a window without aggregate',
      passing,
      ['window={"type":"tumbling","size":"5s"}'],
      /^aggregate: is missing/,
    ],
    ['groups of nothing', passing, ['groupBy=["event.a"]'], /^groupBy: has nothing to group/],
    [
      'nothing to subscribe to',
      passing,
      ['source={"type":"channel"}'],
      /^source: names nothing to subscribe to/,
    ],
    [
      'nothing to generate',
      passing,
      ['source={"type":"generator"}'],
      /^source: has nothing to generate; allowed: either/,
    ],
    [
      'a bad template',
      passing,
      ['source={"type":"generator","payload":"{{seq"}'],
      /^source.payload: "\{\{" without "\}\}"/,
    ],
    [
      'a consumer without group',
      passing,
      ['source={"type":"stream","keys":["s"],"consumer":"a"}'],
      /^source.consumer: needs a group/,
    ],
    [
      'a bad position',
      passing,
      ['source={"type":"stream","keys":["s"],"from":"now"}'],
      /^source.from: "now" is not a stream position/,
    ],
    [
      'a loop through Redis',
      passing,
      ['sinks.0={"type":"publish","channel":"c"}'],
      /^sinks.0.channel: .*feed itself/,
    ],
    [
      'a loop through a pattern',
      passing,
      ['source={"type":"channel","patterns":["c?d*"]}', 'sinks.0={"type":"publish","channel":"cxd"}'],
      /^sinks.0.channel: .*feed itself/,
    ],
    [
      'a loop through what comes late',
      { ...counting, source: { type: 'stream', keys: ['in'] } },
      [
        'window={"type":"tumbling","size":"5s","time":{"event":"event.t","lateness":"0s"}}',
        'late={"sinks":[{"type":"stream","key":"in"}]}',
      ],
      /^late.sinks.0.key: .*feed itself/,
    ],
    [
      'a loop through dead letters',
      { ...counting, source: { type: 'stream', keys: ['in'] } },
      ['invalid={"sinks":[{"type":"stream","key":"in"}]}'],
      /^invalid.sinks.0.key: .*feed itself/,
    ],
    [
      'ids that another worker does not know',
      { ...counting, source: { type: 'stream', keys: ['in'], group: 'g' } },
      ['dedupe={"by":"event.id"}'],
      /^dedupe: is what one worker remembers/,
    ],
    ['dead letters to nowhere', counting, ['invalid={}'], /^invalid: is empty/],
    [
      'dead letters that others cannot recognise',
      counting,
      ['invalid={"sinks":[{"type":"stdout"}]}'],
      /^invalid.sinks.0.type: .*allowed: "stream"/,
    ],
    [
      'a limit of deliveries that nobody counts',
      counting,
      ['limits.deliveries=5'],
      /^limits.deliveries: needs a source whose deliveries Redis counts/,
    ],
    [
      'a limit of deliveries that is the first one',
      counting,
      ['limits.deliveries=1'],
      /^limits.deliveries: /,
    ],
    [
      'keyspace events of its own results',
      counting,
      ['source={"type":"keyspace","patterns":["*"]}', 'sinks.0={"type":"timeSeries","prefix":"ev:"}'],
      /^sinks.0: "ev:\*" matches a pattern of the source/,
    ],
    [
      'keyspace events of its own total',
      counting,
      [
        'source={"type":"keyspace","patterns":["tot?l"]}',
        'sinks.0={"type":"timeSeries","prefix":"ev:","total":"total"}',
      ],
      /^sinks.0: "total" matches a pattern of the source/,
    ],
    ['late without event time', counting, ['late={"sinks":[{"type":"stdout"}]}'], /^late: cannot happen/],
    [
      'merging without aggregate',
      passing,
      ['sinks.0={"type":"timeSeries","prefix":"ev:"}'],
      /^sinks.0: timeSeries needs numbers/,
    ],
    [
      'merging sessions',
      counting,
      ['window={"type":"session","gap":"5s"}', 'sinks.0={"type":"timeSeries","prefix":"ev:"}'],
      /^sinks.0: .*sessions/,
    ],
    [
      'merging an average',
      counting,
      ['aggregate.n={"avg":"event.a"}', 'sinks.0={"type":"timeSeries","prefix":"ev:"}'],
      /^sinks.0: timeSeries cannot merge "n"/,
    ],
    [
      'which of two',
      counting,
      ['aggregate.m={"sum":"event.a"}', 'sinks.0={"type":"leaderboard"}'],
      /^sinks.0.value: is missing.*one of n, m$/,
    ],
    [
      'a value that is not there',
      counting,
      ['sinks.0={"type":"leaderboard","value":"x"}'],
      /^sinks.0.value: "x" is not an aggregate/,
    ],
    [
      'half seconds',
      counting,
      ['window.size=500ms', 'sinks.0={"type":"timeSeries","prefix":"ev:"}'],
      /^sinks.0: keeps whole seconds/,
    ],
    [
      'half seconds in a leaderboard',
      counting,
      ['window.size=500ms', 'sinks.0={"type":"leaderboard"}'],
      /^sinks.0: numbers windows by whole seconds/,
    ],
    [
      'a set for all windows',
      counting,
      ['sinks.0={"type":"leaderboard","key":"x"}'],
      /^sinks.0.key: is the same/,
    ],
    [
      'a short retention',
      counting,
      ['sinks.0={"type":"timeSeries","prefix":"ev:","retention":"1s"}'],
      /^sinks.0.retention: is shorter/,
    ],
    ['a bad id', passing, ['id=A b'], /^id: "A b" is not an id/],
  ])('%s', (_, file, overrides, line) => {
    const found = lines(file, ...overrides);
    expect(found).toEqual([expect.stringMatching(line)]);
  });

  test('all mistakes at once', () => {
    expect(lines(counting, 'decode=xml', 'window.size=5x', 'sinks.0.type=s3')).toHaveLength(3);
  });

  test('a variable that is not set', () => {
    expect(lines(passing, 'source.channels.0=${NO_SUCH}')).toEqual([
      'source.channels.0: uses ${NO_SUCH}, which is not set; allowed: set it, or give a default: ${NO_SUCH:-...}',
    ]);
  });

  test('an override that has no place', () => {
    expect(lines(passing, 'sinks.5.type=stdout')).toEqual([
      expect.stringMatching(/^sinks.5: is not in the list/),
    ]);
    expect(lines(passing, 'sinks.-1.type=stdout')).toEqual([
      expect.stringMatching(/^sinks.-1: is not in the list/),
    ]);
    expect(lines({ pipelines: [passing] }, 'pipelines.-1.name=x')).toEqual([
      expect.stringMatching(/^pipelines.-1: is not in the list/),
    ]);
    expect(lines(passing, 'name.x=1')).toEqual([expect.stringMatching(/^name: has no members/)]);
    expect(parseOverride('novalue')).toBeNull();
  });

  test('two pipelines of one id', () => {
    expect(lines({ pipelines: [passing, passing] })).toEqual([
      expect.stringMatching(/^pipelines.1.id: "passing" is used twice/),
    ]);
  });

  test('a prototype is only a name', () => {
    expect(lines(passing, '__proto__.x=1')).toEqual([expect.stringMatching(/has unknown "__proto__"/)]);
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});

test('there is a JSON Schema', () => {
  expect(pipelineJsonSchema()).toMatchObject({
    $schema: expect.stringContaining('2020-12'),
    anyOf: [{ type: 'object' }, {}],
  });
});
