import { expect, test } from 'vitest';
import { guaranteeOf, strongerOf } from './guarantee.ts';
import { compilePlan } from './plan.ts';
import { readPipelines } from './read-pipelines.ts';

function planOf(source: object, sinks: object[], members: object = {}) {
  const read = readPipelines(JSON.stringify({ source, sinks, ...members }), {
    environment: {},
    fallbackName: 'x',
  });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return compilePlan(read.pipelines[0]!);
}
const stream = { type: 'stream', keys: ['in'] };
const list = { type: 'list', key: 'out' };

test.each([
  ['a stream into a list', planOf(stream, [list]), 'exactly-once', null],
  ['a channel', planOf({ type: 'channel', channels: ['c'] }, [list]), 'at-most-once', /XADD/, 'source.type'],
  [
    'keyspace events',
    planOf({ type: 'keyspace', patterns: ['k:*'] }, [list]),
    'at-most-once',
    /XADD/,
    'source.type',
  ],
  [
    'a file',
    planOf({ type: 'jsonl', path: 'in.jsonl' }, [list]),
    'each-run',
    /read the stream/,
    'source.type',
  ],
  ['a generator', planOf({ type: 'generator', payload: 'x' }, [list]), 'each-run', null],
  [
    'entries that nobody acknowledges',
    planOf({ ...stream, group: 'g', ack: 'never' }, [list]),
    'at-least-once',
    /"ack"/,
    'source.ack',
  ],
  [
    'an address',
    planOf(stream, [{ type: 'http', url: 'http://x' }, { type: 'stdout' }]),
    'at-least-once',
    /instead of http and stdout/,
    'sinks.0.type',
  ],
  [
    'events without ids',
    planOf({ type: 'sse', url: 'http://x' }, [list]),
    'exactly-once',
    /dedupe/,
    'dedupe',
  ],
  [
    'events with ids',
    planOf({ type: 'sse', url: 'http://x' }, [list], { dedupe: { by: 'event.id' } }),
    'exactly-once',
    null,
  ],
])(
  '%s: what it promises, what would make that stronger, and where',
  (_, plan, level, stronger, path = '') => {
    expect(guaranteeOf(plan).level).toBe(level);
    if (stronger === null) return expect(strongerOf(plan)).toBeNull();
    expect(strongerOf(plan)!.text).toMatch(stronger);
    expect(strongerOf(plan)!.path.join('.')).toBe(path);
  },
);

test('what is kept for a time, and what a rate drops, is said beside it', () => {
  const { text } = guaranteeOf(
    planOf({ type: 'sse', url: 'http://x' }, [list], {
      dedupe: { by: 'event.id', within: '10m' },
      rateLimit: { events: 5 },
    }),
  );
  expect(text).toMatch(
    /comes again within 10m counts once as long as its id \(event\.id\) is among the newest 10000/,
  );
  expect(text).toMatch(/over is counted and dropped/);
});
