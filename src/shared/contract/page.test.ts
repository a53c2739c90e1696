import { expect, it } from 'vitest';
import { addToHistory } from './page.ts';

const entry = (payload: string) => ({ channel: 'c', sharded: false, payload, escaped: false });

it('puts the newest first and keeps each once', () => {
  expect(addToHistory([entry('a'), entry('b')], entry('b'))).toEqual([entry('b'), entry('a')]);
});

it('is bounded', () => {
  let history = [entry('0')];
  for (let n = 1; n < 100; n++) history = addToHistory(history, entry(String(n)));
  expect(history).toHaveLength(50);
  expect(history[0]).toEqual(entry('99'));
});
