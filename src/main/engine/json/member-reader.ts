import { isUtf8 } from 'node:buffer';
import { parseJsonBytes } from './parse-json.ts';

/**
 * Reads a few members of a JSON object from its bytes and only looks over the others, in less than half of the time that it takes to make values of all.
 * It looks at each byte: what `JSON.parse` refuses is not read.
 */
export class MemberReader {
  readonly #members: Members;

  /** @param paths names that lead to the members; where one ends at an object, all of that is read */
  constructor(paths: Iterable<readonly string[]>) {
    this.#members = new Members(paths);
  }

  /**
   * The object with those of its members that are wanted, each as `parseJsonBytes` gives it; null where only that knows: the bytes are no JSON, no object, very
   * large or nested deep, or a name is written with escapes.
   */
  read(json: Buffer): Record<string, unknown> | null {
    if (json.length > MAX_BYTES || !isUtf8(json)) return null;
    bytes.set(json);
    bytes[json.length] = END;
    const start = afterSpace(0);
    if (bytes[start] !== OPEN_OBJECT) return null;
    const object = {};
    const end = readObject(start, 1, this.#members, object);
    return end !== UNSURE && afterSpace(end) === json.length ? object : null;
  }
}

/** A member that is wanted. */
interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What is wanted of the object that it is; null where all of it is. */
  readonly within: Members | null;
  /** An object that has it is none like others. */
  readonly isSpecial: boolean;
}

/** Of which an object has another value, or which make expressions take it for something else. */
const SPECIAL_NAMES = ['__proto__', 'constructor'];

/** The members of an object that are wanted, found by the bytes of their names. */
class Members {
  /** By the length of their names in bytes. */
  readonly #byLength: Member[][] = [];

  constructor(paths: Iterable<readonly string[]>) {
    for (const [name, some] of Map.groupBy(paths, ([first]) => first!)) {
      const rest = some.map(path => path.slice(1));
      this.#add(name, rest.some(path => path.length === 0) ? null : new Members(rest));
    }
    for (const name of SPECIAL_NAMES) this.#add(name, null);
  }

  find(start: number, end: number): Member | undefined {
    const some = this.#byLength[end - start];
    if (some === undefined) return undefined;
    for (const member of some) if (isAt(start, member.bytes)) return member;
    return undefined;
  }

  #add(name: string, within: Members | null): void {
    const bytes = Buffer.from(name);
    (this.#byLength[bytes.length] ??= []).push({
      name,
      bytes,
      within,
      isSpecial: SPECIAL_NAMES.includes(name),
    });
  }
}

/** What is larger is left to the parser. */
const MAX_BYTES = 2 ** 16;
/** What is read, copied here: loops need not ask for its end, because a byte that JSON never has stands behind it. */
const bytes = Buffer.alloc(MAX_BYTES + 1);
const END = 0;
/** In place of an end: only the parser knows. */
const UNSURE = -1;
/** What is nested deeper is left to the parser, and its limits. */
const MAX_DEPTH = 100;
/** A number this short is one that a double holds. */
const SHORT_NUMBER = 16;

/** Reads the members of an object into another one. @returns where it ends */
function readObject(start: number, depth: number, members: Members, into: Record<string, unknown>): number {
  let at = afterSpace(start + 1);
  if (bytes[at] === CLOSE_OBJECT) return at + 1;
  for (;;) {
    if (bytes[at] !== QUOTE) return UNSURE;
    const nameStart = at + 1;
    const nameEnd = afterPlainText(nameStart);
    if (bytes[nameEnd] !== QUOTE) return UNSURE;
    at = afterSpace(nameEnd + 1);
    if (bytes[at] !== COLON) return UNSURE;
    at = afterSpace(at + 1);
    const member = members.find(nameStart, nameEnd);
    at = member === undefined ? afterValue(at, depth) : readMember(at, depth, member, into);
    if (at === UNSURE) return UNSURE;
    at = afterSpace(at);
    if (bytes[at] === CLOSE_OBJECT) return at + 1;
    if (bytes[at] !== COMMA) return UNSURE;
    at = afterSpace(at + 1);
  }
}

function readMember(
  start: number,
  depth: number,
  { name, within, isSpecial }: Member,
  into: Record<string, unknown>,
): number {
  if (isSpecial) return UNSURE;
  const first = bytes[start];
  if (first === OPEN_OBJECT && within !== null) {
    const object = {};
    into[name] = object;
    return readObject(start, depth + 1, within, object);
  }
  if (first === QUOTE) {
    const end = afterPlainText(start + 1);
    if (bytes[end] === QUOTE) {
      into[name] = textBetween(start + 1, end);
      return end + 1;
    }
  }
  const end = afterValue(start, depth);
  if (end !== UNSURE) into[name] = valueBetween(start, end);
  return end;
}

/** Texts that were read last, each at a place that follows from a few of its bytes: what events are grouped by is mostly one of few. */
const recentTexts: string[] = Array.from({ length: 1_024 }, () => '');
/** What is longer is rarely read again. */
const MAX_RECENT_LENGTH = 64;

function textBetween(start: number, end: number): string {
  const length = end - start;
  if (length > MAX_RECENT_LENGTH) return bytes.toString(undefined, start, end);
  const place =
    (length + 7 * bytes[start]! + 31 * bytes[start + (length >> 1)]! + 127 * bytes[end - 1]!) %
    recentTexts.length;
  const recent = recentTexts[place]!;
  if (isTextAt(start, length, recent)) return recent;
  const text = bytes.toString(undefined, start, end);
  if (text.length === length) recentTexts[place] = text;
  return text;
}

/** @param text of ASCII alone */
function isTextAt(start: number, length: number, text: string): boolean {
  if (text.length !== length) return false;
  for (let index = 0; index < length; index++)
    if (text.charCodeAt(index) !== bytes[start + index]) return false;
  return true;
}

/** @param end the value between has been looked over */
function valueBetween(start: number, end: number): unknown {
  switch (bytes[start]) {
    case LOWER_T:
      return true;
    case LOWER_F:
      return false;
    case LOWER_N:
      return null;
    case QUOTE:
    case OPEN_OBJECT:
    case OPEN_LIST:
      return parseJsonBytes(bytes.subarray(start, end));
    default:
      return end - start < SHORT_NUMBER
        ? Number(bytes.toString('latin1', start, end))
        : parseJsonBytes(bytes.subarray(start, end));
  }
}

/** Where the value that begins at `start` ends. */
function afterValue(start: number, depth: number): number {
  switch (bytes[start]) {
    case QUOTE:
      return afterText(start);
    case OPEN_OBJECT:
      return depth < MAX_DEPTH ? afterObject(start, depth + 1) : UNSURE;
    case OPEN_LIST:
      return depth < MAX_DEPTH ? afterList(start, depth + 1) : UNSURE;
    case LOWER_T:
      return isAt(start, TRUE) ? start + TRUE.length : UNSURE;
    case LOWER_F:
      return isAt(start, FALSE) ? start + FALSE.length : UNSURE;
    case LOWER_N:
      return isAt(start, NULL) ? start + NULL.length : UNSURE;
    default:
      return afterNumber(start);
  }
}

function afterObject(start: number, depth: number): number {
  let at = afterSpace(start + 1);
  if (bytes[at] === CLOSE_OBJECT) return at + 1;
  for (;;) {
    if (bytes[at] !== QUOTE) return UNSURE;
    at = afterText(at);
    if (at === UNSURE) return UNSURE;
    at = afterSpace(at);
    if (bytes[at] !== COLON) return UNSURE;
    at = afterValue(afterSpace(at + 1), depth);
    if (at === UNSURE) return UNSURE;
    at = afterSpace(at);
    if (bytes[at] === CLOSE_OBJECT) return at + 1;
    if (bytes[at] !== COMMA) return UNSURE;
    at = afterSpace(at + 1);
  }
}

function afterList(start: number, depth: number): number {
  let at = afterSpace(start + 1);
  if (bytes[at] === CLOSE_LIST) return at + 1;
  for (;;) {
    at = afterValue(at, depth);
    if (at === UNSURE) return UNSURE;
    at = afterSpace(at);
    if (bytes[at] === CLOSE_LIST) return at + 1;
    if (bytes[at] !== COMMA) return UNSURE;
    at = afterSpace(at + 1);
  }
}

function afterText(start: number): number {
  let at = afterPlainText(start + 1);
  while (bytes[at] === BACKSLASH) {
    at++;
    if (bytes[at] === LOWER_U) {
      for (let digit = 0; digit < 4; digit++) if (!isHexDigit(bytes[++at]!)) return UNSURE;
    } else if (!ESCAPED.includes(bytes[at]!)) return UNSURE;
    at = afterPlainText(at + 1);
  }
  return bytes[at] === QUOTE ? at + 1 : UNSURE;
}

/** Behind the characters of a text that stand for themselves: at its end, an escape, or what it must not have. */
function afterPlainText(start: number): number {
  let at = start;
  while (IS_PLAIN[bytes[at]!] === 1) at++;
  return at;
}

function afterNumber(start: number): number {
  let at = bytes[start] === MINUS ? start + 1 : start;
  const whole = at;
  at = afterDigits(at);
  if (at === whole || (bytes[whole] === ZERO && at > whole + 1)) return UNSURE;
  if (bytes[at] === POINT) {
    const fraction = at + 1;
    at = afterDigits(fraction);
    if (at === fraction) return UNSURE;
  }
  if (bytes[at] === LOWER_E || bytes[at] === UPPER_E) {
    const exponent = bytes[at + 1] === MINUS || bytes[at + 1] === PLUS ? at + 2 : at + 1;
    at = afterDigits(exponent);
    if (at === exponent) return UNSURE;
  }
  return at;
}

function afterDigits(start: number): number {
  let at = start;
  while (isDigit(bytes[at]!)) at++;
  return at;
}

function afterSpace(start: number): number {
  let at = start;
  while (isSpace(bytes[at]!)) at++;
  return at;
}

function isAt(start: number, sought: Uint8Array): boolean {
  for (let index = 0; index < sought.length; index++)
    if (bytes[start + index] !== sought[index]) return false;
  return true;
}

const isDigit = (byte: number) => byte >= ZERO && byte <= 0x39;
const isSpace = (byte: number) =>
  byte <= SPACE && (byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09);
const isHexDigit = (byte: number) =>
  isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);

const [TRUE, FALSE, NULL] = [Buffer.from('true'), Buffer.from('false'), Buffer.from('null')];
/** What may follow a backslash, but for u. */
const ESCAPED = Buffer.from('"\\/bfnrt');
const SPACE = 0x20;
const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const UPPER_E = 0x45;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const LOWER_E = 0x65;
const LOWER_F = 0x66;
const LOWER_N = 0x6e;
const LOWER_T = 0x74;
const LOWER_U = 0x75;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** By byte: 1 where it stands for itself in a text. */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < SPACE || byte === QUOTE || byte === BACKSLASH ? 0 : 1,
);
