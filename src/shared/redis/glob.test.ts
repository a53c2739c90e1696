import { expect, test } from 'vitest';
import { escapeGlob, globMatches } from './glob.ts';
import { processorTime } from '../../../test/support/processor-time.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

test.each([
  ['*', '', true],
  ['*', 'anything', true],
  ['news.*', 'news.', true],
  ['news.*', 'news', false],
  ['*.eu', 'orders.eu', true],
  ['*.eu', 'orders.eu.x', false],
  ['a*b*c', 'aXXbYYbc', true],
  ['a*b*c', 'acb', false],
  ['h?llo', 'hallo', true],
  ['h?llo', 'hllo', false],
  ['h[ae]llo', 'hello', true],
  ['h[ae]llo', 'hillo', false],
  ['h[^e]llo', 'hallo', true],
  ['h[^e]llo', 'hello', false],
  ['h[a-b]llo', 'hbllo', true],
  ['h[b-a]llo', 'hallo', true],
  ['h[a-b]llo', 'hcllo', false],
  ['h\\*llo', 'h*llo', true],
  ['h\\*llo', 'hallo', false],
  ['[\\]]', ']', true],
  ['a[bc', 'ab', true],
  ['a\\', 'a\\', true],
  ['', '', true],
  ['', 'a', false],
])('%s on "%s": %s', (pattern, name, expected) => {
  expect(globMatches(utf8(pattern), utf8(name))).toBe(expected);
});

test('is on bytes', () => {
  expect(globMatches(Uint8Array.of(0xff, 0x3f), Uint8Array.of(0xff, 0xfe))).toBe(true);
  expect(globMatches(utf8('?'), utf8('ä'))).toBe(false);
});

test.each(['socket.io-request#/#', 'a*b', '[x]', String.raw`back\slash`, 'q?', 'plain', ''])(
  '%s escaped matches itself and nothing else',
  name => {
    const pattern = escapeGlob(utf8(name));
    expect(globMatches(pattern, utf8(name))).toBe(true);
    expect(globMatches(pattern, utf8(`${name}x`))).toBe(false);
    expect(globMatches(pattern, utf8(name.replace(/[*?[]/, 'z')))).toBe(!/[*?[]/.test(name));
  },
);

test('takes no exponential time', () => {
  const match = () => expect(globMatches(utf8(`${'a*'.repeat(30)}b`), utf8('a'.repeat(2_000)))).toBe(false);
  expect(processorTime(match)).toBeLessThan(1_000);
});
