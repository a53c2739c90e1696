import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonProblem, scanJson } from './json-check.ts';

const problem = (text: string | Buffer) => jsonProblem(Buffer.from(text as string));

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('accepts what JSON.parse writes', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(4), (value, indent) => {
      const text = Buffer.from(JSON.stringify(value, null, indent));
      expect([jsonProblem(text), scanJson(text)]).toEqual([null, null]);
    }),
  );
});

test('accepts and refuses exactly what JSON.parse does, on texts with a byte changed', () => {
  const alphabet = '{}[]",:0123456789.-+eE\\u/bfnrt aλ\u0001\t'.split('');
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 3 }),
      fc.nat(),
      fc.constantFrom(...alphabet),
      fc.nat(2),
      (value, where, character, removed) => {
        const text = JSON.stringify(value);
        const at = where % (text.length + 1);
        const changed = text.slice(0, at) + character + text.slice(at + removed);
        expect([changed, scanJson(Buffer.from(changed)) === null]).toEqual([changed, parses(changed)]);
        expect(problem(changed)).toEqual(scanJson(Buffer.from(changed)));
      },
    ),
    { numRuns: 3_000 },
  );
});

test.each([
  ['{"a":1', 6, 'the line ends too early'],
  ['{"a" 1}', 5, 'unexpected 1: expected : after a field name'],
  ['{a:1}', 1, 'unexpected a: expected a field name in double quotes'],
  ['[1,]', 3, 'unexpected ]: expected a value'],
  ['{"a":"x', 7, 'the line ends inside a string'],
  ['{} {}', 3, 'unexpected {: unexpected text after the value'],
  ['nul', 3, 'the line ends too early'],
  ['01', 1, 'a number does not begin with 0'],
  ['"\\x"', 2, 'JSON has no such escape'],
  ['ä', 0, 'unexpected ä: expected a value'],
])('names the byte of %s that is wrong', (text, at, message) => {
  expect(problem(text)).toMatchObject({ at });
  expect(problem(text)!.message).toContain(message.replace(/^unexpected /, 'unexpected '));
});

test('finds the first byte that is no UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.nat(60), (text, where) => {
      const before = Buffer.from(JSON.stringify(text.replaceAll(/[\ud800-\udfff]/g, '')).slice(0, where));
      const whole = Buffer.concat([before, Buffer.from([0xff]), Buffer.from('rest "λ"')]);
      expect(problem(whole)).toEqual({ at: before.length, message: 'not valid UTF-8' });
    }),
  );
  expect(problem(Buffer.from([0x22, 0xc3, 0x22]))).toEqual({ at: 1, message: 'not valid UTF-8' });
});
