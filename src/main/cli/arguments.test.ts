import { describe, expect, test } from 'vitest';
import { readArguments } from './arguments.ts';
import { command } from './command.ts';
import { UsageError } from './usage-error.ts';

const walk = command({
  summary: 'Walk somewhere.',
  positionals: { min: 1, max: 1, names: 'PLACE' },
  options: {
    pace: { type: 'string', value: 'N', text: 'steps a minute' },
    stop: { type: 'string', value: 'WHERE', multiple: true, text: 'a stop on the way' },
    open: { type: 'boolean', negative: true, text: 'with eyes closed' },
    fast: { type: 'boolean', text: 'do not stop at all' },
    with: { type: 'string', short: 'w', value: 'WHOM', text: 'company' },
  },
  run: async () => 0,
});
const read = (...args: string[]) => readArguments('walk', walk, args);

test('options and what they are of', () => {
  const { values, positionals } = read(
    'home',
    '--pace=90',
    '--stop',
    'a',
    '--stop',
    'b',
    '--no-open',
    '-w',
    'Ann',
  );
  expect({ ...values }).toEqual({ pace: '90', stop: ['a', 'b'], open: false, with: 'Ann' });
  expect(positionals).toEqual(['home']);
});

describe.each([
  [['home', '--pcae', '90'], 'no option --pcae. Did you mean --pace?'],
  [['home', '--no-opne'], 'no option --no-opne. Did you mean --no-open?'],
  [['home', '--no-fast'], 'no option --no-fast. "millrace help walk"'],
  [['home', '--open'], 'no option --open. "millrace help walk"'],
  [['home', '-x'], 'no option -x.'],
  [['home', '--constructor'], 'no option --constructor.'],
  [['home', '--pace'], 'argument missing'],
  [['home', '--fast=yes'], 'does not take an argument'],
  [[], 'Missing: PLACE.'],
  [['home', 'away'], 'Unexpected argument: away'],
])('%j', (args, message) => {
  test('is refused', () => {
    expect(() => read(...args)).toThrow(UsageError);
    expect(() => read(...args)).toThrow(message);
  });
});
