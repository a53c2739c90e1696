import { expect, test } from 'vitest';
import { placeText } from '../place.ts';
import { guaranteeOf } from '../guarantee.ts';
import { compilePlan } from '../plan.ts';
import { problemLine } from '../problems.ts';
import { readPipelines } from '../read-pipelines.ts';
import { kindOf } from './sources.ts';

const counting = {
  groupBy: ['event.k'],
  window: { type: 'tumbling', size: '1s' },
  aggregate: { n: { count: true } },
};
const read = (source: Record<string, unknown>, sinks: unknown[] = [{ type: 'hash', key: 'newest' }]) =>
  readPipelines(JSON.stringify({ source: { type: 'list', key: 'jobs', ...source }, ...counting, sinks }), {
    environment: {},
    fallbackName: 'test',
  });
function planOf(...args: Parameters<typeof read>) {
  const result = read(...args);
  if (!result.ok) throw new Error(result.problems.map(problemLine).join('\n'));
  return compilePlan(result.pipelines[0]!);
}
function problemsOf(...args: Parameters<typeof read>): string[] {
  const result = read(...args);
  return result.ok ? [] : result.problems.map(problemLine);
}

test('an event counts once in Redis, and lines come again after a crash', () => {
  expect(guaranteeOf(planOf({}))).toEqual({
    level: 'exactly-once',
    text: 'every event counts once, also over a crash',
  });
  expect(guaranteeOf(planOf({}, [{ type: 'stdout' }])).level).toBe('at-least-once');
});

test('it reaches the list and the list that holds what was taken', () => {
  const reached = (source: Record<string, unknown>) => {
    const { file } = planOf(source);
    return kindOf(file.source).changes(file.source).map(placeText);
  };
  expect(reached({})).toEqual(['jobs', 'jobs:processing']);
  expect(reached({ processing: 'mine' })).toEqual(['jobs', 'mine']);
});

test('it cannot take into itself, and takes from one of two ends', () => {
  expect(problemsOf({ processing: 'jobs' })).toEqual([
    'source.processing: is the list itself; allowed: another key',
  ]);
  expect(problemsOf({ from: 'top' })).toEqual([expect.stringMatching(/^source\.from: /)]);
  expect(problemsOf({ from: 'right' })).toEqual([]);
});
