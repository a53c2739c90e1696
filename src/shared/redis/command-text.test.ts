import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { commandText, quoteArgument } from './command-text.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

/** What C's isspace() says of a byte; JavaScript's \s also takes 0xa0, the second byte of "à". */
const isSpace = (character: string) => /[ \t-\r]/.test(character);

/** redis-cli's own reading of a line (sdssplitargs), byte by byte. */
function splitArguments(line: string): Uint8Array[] {
  const bytes = utf8(line);
  const at = (index: number) => String.fromCharCode(bytes[index] ?? 0);
  const args: Uint8Array[] = [];
  let index = 0;
  for (;;) {
    while (index < bytes.length && isSpace(at(index))) index++;
    if (index >= bytes.length) return args;
    const current: number[] = [];
    let quote = '';
    for (; ; index++) {
      if (index >= bytes.length) {
        if (quote) throw new Error('unbalanced quotes');
        break;
      }
      const character = at(index);
      if (quote === '"') {
        const hex = /^\\x([0-9a-fA-F]{2})/.exec(at(index) + at(index + 1) + at(index + 2) + at(index + 3));
        if (hex) {
          current.push(Number.parseInt(hex[1]!, 16));
          index += 3;
        } else if (character === '\\') {
          index++;
          const escapes: Record<string, number> = { n: 10, r: 13, t: 9, b: 8, a: 7 };
          current.push(escapes[at(index)] ?? bytes[index]!);
        } else if (character === '"') {
          if (index + 1 < bytes.length && !isSpace(at(index + 1))) throw new Error('text after quote');
          index++;
          break;
        } else current.push(bytes[index]!);
      } else if (quote === "'") {
        if (character === '\\' && at(index + 1) === "'") {
          current.push(0x27);
          index++;
        } else if (character === "'") {
          if (index + 1 < bytes.length && !isSpace(at(index + 1))) throw new Error('text after quote');
          index++;
          break;
        } else current.push(bytes[index]!);
      } else if (isSpace(character) || character === '\0') break;
      else if (character === '"' || character === "'") quote = character;
      else current.push(bytes[index]!);
    }
    args.push(Uint8Array.from(current));
  }
}

it('writes out what would reorder the command, or not be seen', () => {
  for (const [argument, shown] of [
    ['a\u202eb', String.raw`"a\xe2\x80\xaeb"`],
    ['{"k":"\u200bé"}', String.raw`"{\"k\":\"\xe2\x80\x8bé\"}"`],
  ] as const) {
    expect(commandText(['DEL', argument])).toBe(`DEL ${shown}`);
    expect(splitArguments(commandText(['DEL', argument]))[1]).toEqual(utf8(argument));
  }
});

it('leaves plain words alone', () => {
  expect(commandText(['PUBLISH', 'orders.eu', 'größe'])).toBe('PUBLISH orders.eu größe');
});

it('puts JSON in single quotes', () => {
  expect(commandText(['PUBLISH', 'wiki', '{"a": "b\\n"}'])).toBe(`PUBLISH wiki '{"a": "b\\n"}'`);
});

it('falls back to double quotes', () => {
  expect(quoteArgument("it's")).toBe('"it\'s"');
  expect(quoteArgument('ends with space and \\')).toBe('"ends with space and \\\\"');
  expect(quoteArgument('')).toBe('""');
  expect(quoteArgument('two\nlines')).toBe('"two\\nlines"');
  expect(quoteArgument(Uint8Array.of(0, 0xff, 0x22))).toBe('"\\x00\\xff\\""');
});

it('is read back by redis-cli as the same bytes', () => {
  const anyArgument = fc.oneof(
    fc.uint8Array({ maxLength: 20 }),
    fc.string({ unit: 'binary' }).map(utf8),
    fc.string({ unit: fc.constantFrom('"', "'", '\\', ' ', 'x', 'n', '4', 'é', '\n') }).map(utf8),
  );
  fc.assert(
    fc.property(fc.array(anyArgument, { minLength: 1, maxLength: 4 }), args => {
      expect(splitArguments(commandText(args))).toEqual(args.map(bytes => Uint8Array.from(bytes)));
    }),
    { numRuns: 500 },
  );
});
