import { isUtf8 } from 'node:buffer';
import { closingQuote, JsonScanner } from '#shared/json/scanner.ts';
import { MemberReader } from '../json/member-reader.ts';

/** What keeps bytes from being JSON. */
export interface JsonProblem {
  /** The offending byte, from 0; the length where something is missing at the end. */
  at: number;
  message: string;
}

/** What cannot stand in a text as it is, or ends it. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const SPECIAL = /[\\"\u0000-\u001f]/g;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORDS = ['true', 'false', 'null'];

/** Looks over objects, which lines mostly are, in less time than JSON.parse, and makes nothing of them. */
const overlooker = new MemberReader([]);

/** For others JSON.parse is the faster check of a line, but makes the value: of a long one that would take many times its memory. */
const PARSED_BYTES = 64 * 1024;

/** What is wrong with bytes that should be one JSON value (RFC 8259) in UTF-8, and at which byte. It takes no memory to speak of. */
export function jsonProblem(bytes: Buffer): JsonProblem | null {
  if (overlooker.read(bytes) !== null) return null;
  if (!isUtf8(bytes)) return { at: firstInvalidUtf8(bytes), message: 'not valid UTF-8' };
  return bytes.length <= PARSED_BYTES && parses(bytes) ? null : scanJson(bytes);
}

/**
 * Accepts exactly what JSON.parse accepts, without making the value, and knows the byte that is wrong. The tokens are those of the shared
 * scanner, which forgives; what it forgives is looked at here.
 */
export function scanJson(bytes: Buffer): JsonProblem | null {
  return new Check(bytes).problem();
}

/** Outside of ASCII only texts differ, and in them every character is allowed: Latin-1 is as good as UTF-8 here, and faster. */
function parses(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString('latin1'));
    return true;
  } catch {
    return false;
  }
}

/** What may come next. `first`: right after an opening bracket, which may be closed again. */
type Expected = 'value' | 'first value' | 'name' | 'first name' | 'colon' | 'more';

class Check {
  readonly #bytes: Buffer;
  /** A character for each byte, so that places are bytes. */
  readonly #text: string;
  readonly #scanner: JsonScanner;
  /** The open brackets, outermost first. */
  readonly #open: string[] = [];
  #expected: Expected = 'value';

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#text = bytes.toString('latin1');
    this.#scanner = new JsonScanner(this.#text);
  }

  problem(): JsonProblem | null {
    while (this.#scanner.next()) {
      const problem = this.#token(this.#text[this.#scanner.start]!);
      if (problem) return problem;
    }
    return this.#expected === 'more' && this.#open.length === 0 ? null : this.#endsEarly();
  }

  #token(first: string): JsonProblem | null {
    switch (this.#expected) {
      case 'first value':
        return first === ']' ? this.#close() : this.#value(first);
      case 'value':
        return this.#value(first);
      case 'first name':
        return first === '}' ? this.#close() : this.#name(first);
      case 'name':
        return this.#name(first);
      case 'colon':
        return this.#go(first === ':', 'value', 'expected : after a field name');
      case 'more':
        return this.#more(first);
    }
  }

  #value(first: string): JsonProblem | null {
    if (first === '{' || first === '[') {
      this.#open.push(first);
      this.#expected = first === '{' ? 'first name' : 'first value';
      return null;
    }
    this.#expected = 'more';
    if (first === '"') return this.#string();
    if (first === '-' || isDigit(first)) return this.#number();
    const word = WORDS.find(known => known.startsWith(first));
    return word === undefined ? this.#unexpected('expected a value') : this.#word(word);
  }

  #name(first: string): JsonProblem | null {
    return this.#go(first === '"', 'colon', 'expected a field name in double quotes') ?? this.#string();
  }

  #more(first: string): JsonProblem | null {
    const inside = this.#open.at(-1);
    if (inside === undefined) return this.#unexpected('unexpected text after the value');
    const [closing, next] = inside === '{' ? (['}', 'name'] as const) : ([']', 'value'] as const);
    return first === closing ? this.#close() : this.#go(first === ',', next, `expected , or ${closing}`);
  }

  #close(): null {
    this.#open.pop();
    this.#expected = 'more';
    return null;
  }

  #go(isExpected: boolean, next: Expected, expected: string): JsonProblem | null {
    if (!isExpected) return this.#unexpected(expected);
    this.#expected = next;
    return null;
  }

  #string(): JsonProblem | null {
    const text = this.#text;
    const { start } = this.#scanner;
    const quote = closingQuote(text, start);
    const end = quote < 0 ? text.length : quote;
    SPECIAL.lastIndex = start + 1;
    while (SPECIAL.test(text) && SPECIAL.lastIndex <= end) {
      const at = SPECIAL.lastIndex - 1;
      if (text[at] !== '\\') return { at, message: 'a control character in a string must be escaped' };
      ESCAPE.lastIndex = at;
      if (!ESCAPE.test(text)) return this.#badEscape(at + 1);
      SPECIAL.lastIndex = ESCAPE.lastIndex;
    }
    return quote < 0 ? { at: text.length, message: 'the line ends inside a string' } : null;
  }

  /** @param at of what follows the backslash */
  #badEscape(at: number): JsonProblem {
    const text = this.#text;
    if (text[at] !== 'u')
      return at < text.length ? { at, message: 'JSON has no such escape' } : this.#endsEarly();
    let digit = at + 1;
    while (/[\da-fA-F]/.test(text[digit] ?? '')) digit++;
    return digit < text.length
      ? { at: digit, message: 'expected four hex digits after \\u' }
      : this.#endsEarly();
  }

  #number(): JsonProblem | null {
    const text = this.#text;
    NUMBER.lastIndex = this.#scanner.start;
    if (!NUMBER.test(text)) return this.#unexpected('expected a digit', this.#scanner.start + 1);
    const end = (this.#scanner.end = NUMBER.lastIndex);
    const number = text.slice(this.#scanner.start, end);
    const next = text[end];
    if (isDigit(next)) return this.#unexpected('a number does not begin with 0', end);
    if (next === '.' && !/[.eE]/.test(number))
      return this.#unexpected('expected a digit after the point', end + 1);
    if ((next !== 'e' && next !== 'E') || /[eE]/.test(number)) return null;
    const sign = text[end + 1] === '+' || text[end + 1] === '-' ? 1 : 0;
    return this.#unexpected('expected a digit in the exponent', end + 1 + sign);
  }

  #word(word: string): JsonProblem | null {
    const { start } = this.#scanner;
    for (let index = 0; index < word.length; index++)
      if (this.#text[start + index] !== word[index])
        return this.#unexpected(`expected ${word}`, start + index);
    this.#scanner.end = start + word.length;
    return null;
  }

  #unexpected(expected: string, at = this.#scanner.start): JsonProblem {
    if (at >= this.#bytes.length) return this.#endsEarly();
    return { at, message: `unexpected ${shown(this.#bytes, at)}: ${expected}` };
  }

  #endsEarly(): JsonProblem {
    return { at: this.#bytes.length, message: 'the line ends too early' };
  }
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9';
}

/** The character at a byte as it is named in a message. */
function shown(bytes: Buffer, at: number): string {
  const byte = bytes[at]!;
  if (byte <= 0x20 || byte === 0x7f) return `byte ${byte.toString(16).padStart(2, '0')}`;
  return String.fromCodePoint(bytes.toString('utf8', at, at + 4).codePointAt(0)!);
}

function firstInvalidUtf8(bytes: Buffer): number {
  // The longest valid beginning, by halves: `isUtf8` is far faster than a loop of ours. A cut character at its end is at most three bytes.
  let valid = 0;
  let invalid = bytes.length;
  while (invalid - valid > 4) {
    const middle = (valid + invalid) >> 1;
    const whole = wholeCharacters(bytes, middle);
    if (whole <= valid) break;
    if (isUtf8(bytes.subarray(0, whole))) valid = whole;
    else invalid = middle;
  }
  for (let end = valid + 1; end <= bytes.length && end <= valid + 4; end++) {
    if (!isUtf8(bytes.subarray(valid, end))) continue;
    valid = end;
  }
  return valid;
}

/** Where the character before `end` begins, if `end` would cut one. */
function wholeCharacters(bytes: Buffer, end: number): number {
  let at = end;
  for (let back = 0; back < 3 && at > 0 && (bytes[at]! & 0xc0) === 0x80; back++) at--;
  return at;
}
