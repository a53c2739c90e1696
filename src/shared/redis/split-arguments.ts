import { utf8Text } from './text.ts';

/** One argument of a command line, and where it stands in it. */
interface SplitArgument {
  bytes: Uint8Array<ArrayBuffer>;
  /** Offsets in the line, quotes included; `to` is after its last character. */
  from: number;
  to: number;
}

export interface SplitLine {
  /** Those before the problem, where there is one. */
  args: SplitArgument[];
  /** Why the line cannot be read, and the offset of what is wrong; null when nothing is. */
  problem: { message: string; at: number } | null;
}

const [BACKSLASH, DOUBLE, SINGLE, LETTER_X] = [0x5c, 0x22, 0x27, 0x78];
const encoder = new TextEncoder();
const escapes: Readonly<Record<string, number>> = { n: 0x0a, r: 0x0d, t: 0x09, b: 0x08, a: 0x07 };

/**
 * Splits a line into arguments exactly as redis-cli does (`sdssplitargs` of https://github.com/redis/redis/blob/7.0/src/sds.c): in double
 * quotes `\n \r \t \b \a \xHH \\ \"` are escapes, in single quotes only `\'` is one, and a closing quote has to be followed by a space.
 */
export function splitArguments(line: string): SplitLine {
  const input = encoder.encode(line);
  const offsetOf = input.length === line.length ? (at: number) => at : characterOffsets(input);
  const args: SplitArgument[] = [];
  let at = 0;
  for (;;) {
    while (isBlank(input[at])) at++;
    if (at >= input.length) return { args, problem: null };
    const from = at;
    const bytes: number[] = [];
    let quote = 0;
    let openedAt = 0;
    for (; at < input.length; at++) {
      const byte = input[at]!;
      if (quote === 0) {
        if (endsWord(byte)) break;
        if (byte === DOUBLE || byte === SINGLE) [quote, openedAt] = [byte, at];
        else bytes.push(byte);
      } else if (byte === BACKSLASH && quote === DOUBLE && at + 1 < input.length) {
        const hex = input[at + 1] === LETTER_X ? hexByte(input, at + 2) : null;
        if (hex !== null) {
          bytes.push(hex);
          at += 3;
        } else {
          const escaped = input[++at]!;
          bytes.push(escapes[String.fromCharCode(escaped)] ?? escaped);
        }
      } else if (byte === BACKSLASH && quote === SINGLE && input[at + 1] === SINGLE) {
        bytes.push(SINGLE);
        at++;
      } else if (byte === quote) {
        quote = 0;
        at++;
        if (at < input.length && !isBlank(input[at]))
          return { args, problem: { message: 'A space is missing after the quote.', at: offsetOf(at) } };
        break;
      } else {
        bytes.push(byte);
      }
    }
    if (quote !== 0) {
      const message =
        quote === DOUBLE ? 'This double quote (") is not closed.' : "This single quote (') is not closed.";
      return { args, problem: { message, at: offsetOf(openedAt) } };
    }
    args.push({ bytes: Uint8Array.from(bytes), from: offsetOf(from), to: offsetOf(at) });
  }
}

/** The words of a line as text, as far as they are UTF-8: for what asks which command it is. */
export function wordsOf(args: readonly { bytes: Uint8Array }[]): string[] {
  return args.map(({ bytes }) => utf8Text(bytes) ?? '');
}

/** `isspace` of C. */
function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
}

/** Fewer than are skipped between words: a vertical tab and a form feed are part of a word that has begun. */
function endsWord(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function hexByte(input: Uint8Array, at: number): number | null {
  const digits = String.fromCharCode(input[at] ?? 0, input[at + 1] ?? 0);
  return /^[0-9a-fA-F]{2}$/.test(digits) ? Number.parseInt(digits, 16) : null;
}

/** From offsets in UTF-8 to offsets in the text: a character outside of the basic plane counts as two. */
function characterOffsets(input: Uint8Array): (at: number) => number {
  const offsets = new Uint32Array(input.length + 1);
  let characters = 0;
  for (let at = 0; at < input.length; at++) {
    offsets[at] = characters;
    const next = input[at + 1];
    const isLastOfCharacter = next === undefined || (next & 0xc0) !== 0x80;
    if (isLastOfCharacter) characters += widthOf(input, at);
  }
  offsets[input.length] = characters;
  return at => offsets[at]!;
}

/** How many UTF-16 units the character has whose last byte is at `at`. */
function widthOf(input: Uint8Array, at: number): number {
  let first = at;
  while ((input[first]! & 0xc0) === 0x80) first--;
  return input[first]! >= 0xf0 ? 2 : 1;
}
