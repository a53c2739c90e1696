import { expect, test } from 'vitest';
import { nearest } from './nearest.ts';

const commands = ['serve', 'run', 'replay', 'validate', 'schema', 'recipes'];

test.each([
  ['replya', 'replay'],
  ['recipe', 'recipes'],
  ['SERVE', 'serve'],
  ['valdate', 'validate'],
  ['rn', 'run'],
  ['runn', 'run'],
])('%s is meant to be %s', (given, meant) => {
  expect(nearest(given, commands)).toBe(meant);
});

test.each(['', 'x', 'publish', 'constructor'])('"%s" is like none of them', given => {
  expect(nearest(given, commands)).toBeUndefined();
});
