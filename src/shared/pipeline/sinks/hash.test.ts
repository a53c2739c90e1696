import { expect, test } from 'vitest';
import { problemLine } from '../problems.ts';
import { readPipelines } from '../read-pipelines.ts';

function problemsOf(file: Record<string, unknown>): string[] {
  const result = readPipelines(JSON.stringify(file), { environment: {}, fallbackName: 'test' });
  return result.ok ? [] : result.problems.map(problemLine);
}
const generated = { source: { type: 'generator', payload: '1' }, sinks: [{ type: 'hash', key: 'newest' }] };
const counted = { window: { type: 'session', gap: '1s' }, aggregate: { n: { count: true } } };

test('it needs rows, and keys that name their fields', () => {
  expect(problemsOf(generated)).toEqual([
    'sinks.0: has no rows to keep; allowed: an aggregate and a window beside it',
  ]);
  expect(problemsOf({ ...generated, ...counted })).toEqual([
    'sinks.0: has no fields to keep rows in; allowed: "groupBy" beside it',
  ]);
  expect(problemsOf({ ...generated, ...counted, groupBy: ['event'] })).toEqual([]);
});

test('it takes rows alone: late events do not go there', () => {
  const time = { type: 'tumbling', size: '1s', time: { event: 'event' } };
  const file = { ...generated, ...counted, window: time, groupBy: ['event'] };
  expect(problemsOf({ ...file, late: { sinks: [{ type: 'hash', key: 'x' }] } })).toEqual([
    'late.sinks.0.type: "hash" is unknown; allowed: "publish", "stream", "stdout", "file"',
  ]);
});
