import { expect, test } from 'vitest';
import { decodeCommands, encodeCommands, typesOf } from './refused.ts';

test('commands come back as they were, also with bytes that are not text', () => {
  const bytes = Buffer.from([0xff, 0x00, 0xfe]);
  expect(
    decodeCommands(
      encodeCommands([
        ['PUBLISH', 'ch', bytes],
        ['HINCRBY', 'h', 5, 10n, 'ü"'],
      ]),
    ),
  ).toEqual([
    ['PUBLISH', 'ch', bytes],
    ['HINCRBY', 'h', '5', '10', 'ü"'],
  ]);
});

test('the types that their keys need', () => {
  expect(
    typesOf([
      ['HINCRBY', 'h', 1, 1],
      ['SADD', 's', 'a'],
      ['PUBLISH', 'ch', 'x'],
    ]),
  ).toEqual(
    new Map([
      ['h', 'hash'],
      ['s', 'set'],
    ]),
  );
});
