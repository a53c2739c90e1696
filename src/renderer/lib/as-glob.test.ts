import { expect, it } from 'vitest';
import { asGlob } from './as-glob.ts';

it('takes plain text for a part of a name, and a pattern as it is', () => {
  expect(['', ' order ', 'a:*', 'a?', 'x[ab]', String.raw`a\*`].map(asGlob)).toEqual([
    '',
    '*order*',
    'a:*',
    'a?',
    'x[ab]',
    String.raw`a\*`,
  ]);
});
