import { expect, test } from 'vitest';
import { placeText } from '../place.ts';
import { guaranteeOf } from '../guarantee.ts';
import { kindOf } from './sources.ts';
import { planOf, problemsOf } from '../../../../test/support/pipeline-files.ts';

const counting = {
  groupBy: ['event.k'],
  window: { type: 'tumbling', size: '1s' },
  aggregate: { n: { count: true } },
};
const fromList = (source: Record<string, unknown>, sinks: unknown[] = [{ type: 'hash', key: 'newest' }]) => ({
  source: { type: 'list', key: 'jobs', ...source },
  ...counting,
  sinks,
});

test('an event counts once in Redis, and lines come again after a crash', () => {
  expect(guaranteeOf(planOf(fromList({})))).toEqual({
    level: 'exactly-once',
    text: 'every event counts once, also over a crash',
  });
  expect(guaranteeOf(planOf(fromList({}, [{ type: 'stdout' }]))).level).toBe('at-least-once');
});

test('it reaches the list and the list that holds what was taken', () => {
  const reached = (source: Record<string, unknown>) => {
    const { file } = planOf(fromList(source));
    return kindOf(file.source).changes(file.source).map(placeText);
  };
  expect(reached({})).toEqual(['jobs', 'jobs:processing']);
  expect(reached({ processing: 'mine' })).toEqual(['jobs', 'mine']);
});

test('it cannot take into itself, and takes from one of two ends', () => {
  expect(problemsOf(fromList({ processing: 'jobs' }))).toEqual([
    'source.processing: is the list itself; allowed: another key',
  ]);
  expect(problemsOf(fromList({ from: 'top' }))).toEqual([expect.stringMatching(/^source\.from: /)]);
  expect(problemsOf(fromList({ from: 'right' }))).toEqual([]);
});
