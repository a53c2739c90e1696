import { expect, it } from 'vitest';
import { changedTo, historyFrom, historyOf, keptHistory, redone, undone } from './history.ts';

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

it('is kept over a reload: undo and redo go on where they were', () => {
  let history = historyOf('a');
  for (const [at, text] of ['b', 'c', 'd'].entries()) history = changedTo(history, text, text, at);
  history = undone(history);
  const again = historyFrom(keptHistory(history)!, history.present);
  expect(undone(again).present).toBe('b');
  expect(redone(again).present).toBe('d');
});

it('of long texts the steps nearest to the present are kept; what cannot be read is no history', () => {
  const long = (letter: string) => letter.repeat(80_000);
  const history = {
    past: [long('a'), long('b'), long('c')],
    present: 'x',
    future: [long('d')],
    newest: null,
  };
  expect(historyFrom(keptHistory(history)!, 'x')).toEqual({
    past: [long('b'), long('c')],
    present: 'x',
    future: [],
    newest: null,
  });
  expect(keptHistory(historyOf('x'))).toBeNull();
  for (const kept of [undefined, '', 'nonsense', '{"past":[1],"future":[]}', '[]', 'null'])
    expect(historyFrom(kept, 'x')).toEqual(historyOf('x'));
});
