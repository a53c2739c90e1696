import { isUtf8 } from 'node:buffer';

/** What keeps bytes from being JSON. */
export interface JsonProblem {
  /** The offending byte, from 0; the length where something is missing at the end. */
  at: number;
  message: string;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
/** `"\/bfnrt` */
const ESCAPES = new Set([0x22, 0x5c, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74]);
const WORDS = [Buffer.from('true'), Buffer.from('false'), Buffer.from('null')];

/** JSON.parse is the faster check of a line, but makes the value: of a long one that would take many times its memory. */
const PARSED_BYTES = 64 * 1024;

/** What is wrong with bytes that should be one JSON value (RFC 8259) in UTF-8, and at which byte. It takes no memory to speak of. */
export function jsonProblem(bytes: Buffer): JsonProblem | null {
  if (!isUtf8(bytes)) return { at: firstInvalidUtf8(bytes), message: 'not valid UTF-8' };
  return bytes.length <= PARSED_BYTES && parses(bytes) ? null : scanJson(bytes);
}

/** Accepts exactly what JSON.parse accepts, without making the value, and knows the byte that is wrong. */
export function scanJson(bytes: Buffer): JsonProblem | null {
  return new Scan(bytes).problem();
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

class Scan {
  readonly #bytes: Buffer;
  /** What each open bracket is, outermost first. */
  readonly #open: number[] = [];
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  problem(): JsonProblem | null {
    const bytes = this.#bytes;
    for (;;) {
      // A value is expected here.
      this.#skipSpace();
      const byte = bytes[this.#at];
      if (byte === OPEN_OBJECT) {
        this.#at++;
        this.#skipSpace();
        if (bytes[this.#at] === CLOSE_OBJECT) this.#at++;
        else {
          this.#open.push(OPEN_OBJECT);
          const problem = this.#name();
          if (problem) return problem;
          continue;
        }
      } else if (byte === OPEN_ARRAY) {
        this.#at++;
        this.#skipSpace();
        if (bytes[this.#at] === CLOSE_ARRAY) this.#at++;
        else {
          this.#open.push(OPEN_ARRAY);
          continue;
        }
      } else {
        const problem = this.#scalar(byte);
        if (problem) return problem;
      }
      // A value has ended here: close what ends with it, until another value is expected.
      for (;;) {
        this.#skipSpace();
        const inside = this.#open.at(-1);
        const next = bytes[this.#at];
        if (inside === undefined)
          return this.#at === bytes.length ? null : this.#unexpected('the value has ended before');
        if (next === COMMA) {
          this.#at++;
          if (inside === OPEN_OBJECT) {
            this.#skipSpace();
            const problem = this.#name();
            if (problem) return problem;
          }
          break;
        }
        if (next !== (inside === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY))
          return this.#unexpected(inside === OPEN_OBJECT ? 'expected , or }' : 'expected , or ]');
        this.#at++;
        this.#open.pop();
      }
    }
  }

  /** A field's name and its colon. */
  #name(): JsonProblem | null {
    if (this.#bytes[this.#at] !== QUOTE) return this.#unexpected('expected a field name in double quotes');
    const problem = this.#string();
    if (problem) return problem;
    this.#skipSpace();
    if (this.#bytes[this.#at] !== COLON) return this.#unexpected('expected : after a field name');
    this.#at++;
    return null;
  }

  #scalar(byte: number | undefined): JsonProblem | null {
    if (byte === QUOTE) return this.#string();
    if (byte === MINUS || isDigit(byte)) return this.#number();
    const word = WORDS.find(known => known[0] === byte);
    if (!word) return this.#unexpected('expected a value');
    for (const letter of word) {
      if (this.#bytes[this.#at] !== letter) return this.#unexpected(`expected ${word.toString()}`);
      this.#at++;
    }
    return null;
  }

  #string(): JsonProblem | null {
    const bytes = this.#bytes;
    const end = bytes.length;
    let at = this.#at + 1;
    for (; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === QUOTE) {
        this.#at = at + 1;
        return null;
      }
      if (byte < 0x20) return { at, message: 'a control character in text must be escaped' };
      if (byte !== BACKSLASH) continue;
      const escape = bytes[++at];
      if (escape === 0x75) {
        for (let digit = 0; digit < 4; digit++)
          if (!isHex(bytes[++at]))
            return this.#endedAt(at) ?? { at, message: 'expected four hex digits after \\u' };
      } else if (escape === undefined || !ESCAPES.has(escape)) {
        return this.#endedAt(at) ?? { at, message: 'this escape is not known to JSON' };
      }
    }
    return { at: end, message: 'the line ends inside a text' };
  }

  #number(): JsonProblem | null {
    const bytes = this.#bytes;
    if (bytes[this.#at] === MINUS) this.#at++;
    if (bytes[this.#at] === 0x30) this.#at++;
    else if (!this.#digits()) return this.#unexpected('expected a digit');
    if (isDigit(bytes[this.#at])) return this.#unexpected('a number does not begin with 0');
    if (bytes[this.#at] === 0x2e) {
      this.#at++;
      if (!this.#digits()) return this.#unexpected('expected a digit after the point');
    }
    if (bytes[this.#at] === 0x65 || bytes[this.#at] === 0x45) {
      this.#at++;
      if (bytes[this.#at] === 0x2b || bytes[this.#at] === MINUS) this.#at++;
      if (!this.#digits()) return this.#unexpected('expected a digit in the exponent');
    }
    return null;
  }

  #digits(): boolean {
    const from = this.#at;
    while (isDigit(this.#bytes[this.#at])) this.#at++;
    return this.#at > from;
  }

  #skipSpace(): void {
    for (;;) {
      const byte = this.#bytes[this.#at];
      if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d && byte !== 0x0a) return;
      this.#at++;
    }
  }

  #unexpected(expected: string): JsonProblem {
    const at = this.#at;
    return this.#endedAt(at) ?? { at, message: `unexpected ${shown(this.#bytes, at)}: ${expected}` };
  }

  #endedAt(at: number): JsonProblem | null {
    return at < this.#bytes.length ? null : { at: this.#bytes.length, message: 'the line ends too early' };
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isHex(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const lower = byte | 0x20;
  return isDigit(byte) || (lower >= 0x61 && lower <= 0x66);
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
