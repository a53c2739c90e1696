import { expect, it } from 'vitest';
import { changedTo, historyOf, redone, undone } from './history.ts';

it('what goes on with the same thing at once is one step; another thing, or a pause, is the next', () => {
  let history = historyOf('a');
  history = changedTo(history, 'ab', 'text', 0);
  history = changedTo(history, 'abc', 'text', 500);
  history = changedTo(history, 'abcd', 'where', 600);
  history = changedTo(history, 'abcde', 'where', 5_000);
  expect(history.past).toEqual(['a', 'abc', 'abcd']);
  history = undone(undone(history));
  expect(history.present).toBe('abc');
  expect(redone(history).present).toBe('abcd');
  expect(changedTo(history, 'x', 'text', 5_100).future).toEqual([]);
});

it('at its ends nothing happens, and nothing changes nothing', () => {
  const history = historyOf('a');
  expect(undone(history).present).toBe('a');
  expect(redone(history).present).toBe('a');
  expect(changedTo(history, 'a', 'text', 0)).toBe(history);
});
