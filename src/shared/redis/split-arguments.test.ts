import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandText } from './command-text.ts';
import { splitArguments, wordsOf } from './split-arguments.ts';

const words = (line: string) => wordsOf(splitArguments(line).args);

test('splits as redis-cli does', () => {
  expect(words(`SET  a "b c" 'd "e"' f\\n`)).toEqual(['SET', 'a', 'b c', 'd "e"', 'f\\n']);
  expect(words(String.raw`"\x41\t\"\\\q" '\n\''`)).toEqual(['A\t"\\q', "\\n'"]);
  expect(words('a"b"')).toEqual(['ab']);
  expect(words(' \v ')).toEqual([]);
});

test('says where it goes wrong', () => {
  expect(splitArguments('SET ü "a b').problem).toEqual({
    message: expect.stringMatching('not closed'),
    at: 6,
  });
  expect(splitArguments("SET 𝄞 'a").problem?.at).toBe(7);
  expect(splitArguments('SET "a"b').problem).toEqual({ message: expect.stringMatching('space'), at: 7 });
});

test('says where the arguments stand', () => {
  const line = 'SET ü𝄞 "a b" c';
  expect(splitArguments(line).args.map(({ from, to }) => line.slice(from, to))).toEqual([
    'SET',
    'ü𝄞',
    '"a b"',
    'c',
  ]);
});

test('reads back every command that Millrace shows', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.uint8Array({ maxLength: 12 }).map(bytes => Uint8Array.from(bytes)),
        { minLength: 1 },
      ),
      args => {
        const { args: read, problem } = splitArguments(commandText(args));
        expect(problem).toBeNull();
        expect(read.map(({ bytes }) => bytes)).toEqual(args);
      },
    ),
  );
});
