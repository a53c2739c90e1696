import { expect, test } from 'vitest';
import { guaranteeOf, strongerOf } from './guarantee.ts';
import { planOf } from '../../../test/support/pipeline-files.ts';

const planFrom = (source: object, sinks: object[], members: object = {}) =>
  planOf({ source, sinks, ...members });
const stream = { type: 'stream', keys: ['in'] };
const list = { type: 'list', key: 'out' };

test.each([
  ['a stream into a list', planFrom(stream, [list]), 'exactly-once', null],
  [
    'a channel',
    planFrom({ type: 'channel', channels: ['c'] }, [list]),
    'at-most-once',
    /XADD/,
    'source.type',
  ],
  [
    'keyspace events',
    planFrom({ type: 'keyspace', patterns: ['k:*'] }, [list]),
    'at-most-once',
    /XADD/,
    'source.type',
  ],
  [
    'a file',
    planFrom({ type: 'jsonl', path: 'in.jsonl' }, [list]),
    'each-run',
    /read the stream/,
    'source.type',
  ],
  ['a generator', planFrom({ type: 'generator', payload: 'x' }, [list]), 'each-run', null],
  [
    'entries that nobody acknowledges',
    planFrom({ ...stream, group: 'g', ack: 'never' }, [list]),
    'at-least-once',
    /"ack"/,
    'source.ack',
  ],
  [
    'an address',
    planFrom(stream, [{ type: 'http', url: 'http://x' }, { type: 'stdout' }]),
    'at-least-once',
    /instead of http and stdout/,
    'sinks.0.type',
  ],
  [
    'events without ids',
    planFrom({ type: 'sse', url: 'http://x' }, [list]),
    'exactly-once',
    /dedupe/,
    'dedupe',
  ],
  [
    'events with ids',
    planFrom({ type: 'sse', url: 'http://x' }, [list], { dedupe: { by: 'event.id' } }),
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
    planFrom({ type: 'sse', url: 'http://x' }, [list], {
      dedupe: { by: 'event.id', within: '10m' },
      rateLimit: { events: 5 },
    }),
  );
  expect(text).toMatch(
    /comes again within 10m counts once as long as its id \(event\.id\) is among the newest 10000/,
  );
  expect(text).toMatch(/over is counted and dropped/);
});
