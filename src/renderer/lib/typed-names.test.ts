import { expect, it } from 'vitest';
import { kindOfName, splitNames } from './typed-names.ts';

it('splits names', () => {
  expect(splitNames('  orders news.*  orders ')).toEqual(['orders', 'news.*']);
  expect(splitNames(' ')).toEqual([]);
});

it('recognises patterns', () => {
  expect(['news.*', 'h?llo', 'h[ae]llo', '*'].map(kindOfName)).toEqual([
    'pattern',
    'pattern',
    'pattern',
    'pattern',
  ]);
  expect(['orders', 'a\\*b', 'a]b'].map(kindOfName)).toEqual(['channel', 'channel', 'channel']);
});
