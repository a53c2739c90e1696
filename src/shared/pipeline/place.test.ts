import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { globMatches } from '../redis/glob.ts';
import { meets, named, placeText, type Place } from './place.ts';

const pattern = (kind: Place['kind'], name: string): Place => ({ kind, name, as: 'pattern' });
const prefix = (kind: Place['kind'], name: string): Place => ({ kind, name, as: 'prefix' });
const numbered = (name: string): Place => ({ kind: 'sortedSet', name, as: 'numbered' });

describe('what is written is read', () => {
  test.each<[string, Place, Place, 'surely' | 'maybe' | null]>([
    ['under its name', named('channel', 'wiki'), named('channel', 'wiki'), 'surely'],
    ['under no other name', named('channel', 'wiki'), named('channel', 'wikis'), null],
    ['by a pattern', named('channel', 'orders.eu'), pattern('channel', 'orders.*'), 'surely'],
    ['by no pattern that does not match', named('channel', 'orders'), pattern('channel', 'orders.*'), null],
    ['not as something else', named('channel', 'wiki'), named('stream', 'wiki'), null],
    ['not where only SPUBLISH is heard', named('channel', 'wiki'), named('shardChannel', 'wiki'), null],
    ['as an event of its key', named('list', 'jobs'), pattern('keyEvents', 'job?'), 'surely'],
    ['a message is no event of a key', named('channel', 'jobs'), pattern('keyEvents', '*'), null],
    ['any rest, by who hears all', prefix('hash', 'ev:'), pattern('keyEvents', 'ev:*'), 'surely'],
    ['any rest, by who hears some', prefix('hash', 'ev:'), pattern('keyEvents', 'ev:en*'), 'maybe'],
    ['any rest but none', prefix('hash', 'ev:'), pattern('keyEvents', 'ev:?*'), 'surely'],
    ['one sign of any rest', prefix('hash', 'ev:'), pattern('keyEvents', 'ev:?'), 'maybe'],
    ['any rest, by who hears others', prefix('hash', 'ev:'), pattern('keyEvents', 'user:*'), null],
    ['any rest, under one name', prefix('hash', 'user:'), named('hash', 'user:1'), 'maybe'],
    ['any rest is not nothing', prefix('hash', 'user:'), named('hash', 'user:'), null],
    ['by whoever looks up such names', named('hash', 'user:all'), prefix('hash', 'user:'), 'surely'],
    ['both with a rest', prefix('hash', 'user:'), prefix('hash', 'user:eu:'), 'maybe'],
    ['with a number', numbered('board:{epoch}'), named('sortedSet', 'board:12'), 'maybe'],
    ['with something else', numbered('board:{epoch}'), named('sortedSet', 'board:x'), null],
    ['numbers by a pattern', numbered('{epoch}'), pattern('keyEvents', '*'), 'surely'],
    ['numbers by a pattern of one sign', numbered('b:{epoch}'), pattern('keyEvents', 'b:?'), 'maybe'],
    ['numbers by no pattern of words', numbered('{epoch}'), pattern('keyEvents', 'user:*'), null],
    [
      'an expression of which nothing is known',
      prefix('hash', 'a'),
      { kind: 'hash', name: 'event.k', as: 'expression' },
      null,
    ],
  ])('%s', (_, written, read, answer) => {
    expect(meets(written, read)).toBe(answer);
  });
});

test('a place is named as its command takes it', () => {
  expect(placeText(named('channel', 'wiki'))).toBe('wiki');
  expect(placeText(prefix('hash', 'ev:'))).toBe('ev:*');
  expect(placeText({ kind: 'hash', name: 'event.k', as: 'expression' })).toBe(
    'the key event.k of each event',
  );
});

describe('whatever the names', () => {
  const signs = fc.string({
    unit: fc.constantFrom('a', 'b', ':', '*', '?', '[', ']', '^', '-', '\\'),
    maxLength: 6,
  });
  /** Often one that takes any rest. */
  const open = fc
    .tuple(fc.constantFrom('a', 'a?', '', '*', '?', '[ab]'), signs)
    .map(([begin, more]) => `${begin}${more.slice(3)}*`);
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', ':'), maxLength: 4 });
  const rest = fc.string({ unit: fc.constantFrom('a', 'b', ':'), minLength: 1, maxLength: 4 });
  const matches = (glob: string, name: string) =>
    globMatches(new TextEncoder().encode(glob), new TextEncoder().encode(name));

  test('a name that a pattern matches is never said not to be read', () => {
    fc.assert(
      fc.property(signs, letters, rest, (glob, start, more) => {
        fc.pre(matches(glob, start + more));
        expect(meets(prefix('hash', start), pattern('keyEvents', glob))).not.toBeNull();
      }),
      { numRuns: 400 },
    );
  });

  test('what is surely read is read whatever the rest is', () => {
    fc.assert(
      fc.property(open, letters, rest, (glob, start, more) => {
        fc.pre(meets(prefix('hash', start), pattern('keyEvents', glob)) === 'surely');
        expect(matches(glob, start + more)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});
