import { expect, test } from 'vitest';
import { refuseManyValues } from './json-size.ts';

const millions = 12 * 2 ** 20;

test.each([
  ['empty objects', `[${'{},'.repeat(millions / 3)}{}]`],
  ['numbers', `[${'1,'.repeat(millions / 2)}1]`],
  ['arrays in arrays', '['.repeat(millions)],
])('%s that would take many times their memory are refused', (_, text) => {
  expect(() => refuseManyValues(text)).toThrow(/more than 4,000,000 values/);
  expect(() => refuseManyValues(Buffer.from(text))).toThrow(/more than 4,000,000 values/);
});

test('what is in strings is not counted, however they are escaped', () => {
  const commas = ','.repeat(millions);
  for (const text of [`["${commas}"]`, `["\\"${commas}"]`, `["a\\\\","${commas}"]`, `"${commas}`])
    expect(() => refuseManyValues(text)).not.toThrow();
  expect(() => refuseManyValues(`["a\\\\"${commas}]`)).toThrow();
});

test('small text is never refused', () => {
  expect(() => refuseManyValues('[1,'.repeat(1_000_000))).not.toThrow();
});
