import { expect, test } from 'vitest';
import { problemsOf } from '../../../../test/support/pipeline-files.ts';

const generated = { source: { type: 'generator', payload: '1' }, sinks: [{ type: 'hash', key: 'newest' }] };
const counted = { window: { type: 'session', gap: '1s' }, aggregate: { n: { count: true } } };

test('rows need keys that name their fields, and nothing else does', () => {
  expect(problemsOf({ ...generated, ...counted })).toEqual([
    'sinks.0: has no fields to keep rows in; allowed: "groupBy" beside it',
  ]);
  expect(problemsOf({ ...generated, ...counted, groupBy: ['event'] })).toEqual([]);
  const named = [{ type: 'hash', key: 'newest', field: 'event.id' }];
  expect(problemsOf({ ...generated, ...counted, groupBy: ['event'], sinks: named })).toEqual([
    'sinks.0.field: has no use: rows are kept under their key; allowed: no "field" beside an aggregate',
  ]);
});

test('events need an expression that names their fields, late ones too', () => {
  const missing = 'is missing; allowed: a CEL expression that names the field of an event';
  expect(problemsOf(generated)).toEqual([`sinks.0.field: ${missing}`]);
  const named = { type: 'hash', key: 'newest', field: 'event.id' };
  expect(problemsOf({ ...generated, sinks: [named] })).toEqual([]);
  const time = { type: 'tumbling', size: '1s', time: { event: 'event' } };
  const file = { ...generated, ...counted, window: time, groupBy: ['event'] };
  const late = (sink: object) => problemsOf({ ...file, late: { sinks: [sink] } });
  expect(late({ type: 'hash', key: 'x' })).toEqual([`late.sinks.0.field: ${missing}`]);
  expect(late(named)).toEqual([]);
});
