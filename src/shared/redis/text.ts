/**
 * Text for byte strings. A name (channel, key, pattern) is shown as its UTF-8 text when it is valid UTF-8, else with each byte
 * above 7F as `\xNN`, the way redis-cli prints it. What is shown can be typed back: `parseBytesText(bytesText(b))` is `b`.
 */

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Characters that would not be seen, would break a line or would reorder the text around them: C0, DEL, C1, line and paragraph
 * separators, zero-width and bidirectional controls, the byte order mark.
 */
// oxlint-disable-next-line no-control-regex
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** The same and every space, for names among which spaces stand. */
const UNSEEN_OR_SPACE = new RegExp(String.raw`${UNSEEN.source}|\s`, 'g');

/** A backslash that would be read as an escape together with what is shown after it. */
const beforeEscape = (unseen: RegExp) => new RegExp(String.raw`\\(?=[\\nrtx]|${unseen.source})`, 'g');
const BEFORE_ESCAPE = beforeEscape(UNSEEN);
const BEFORE_ESCAPE_OR_SPACE = beforeEscape(UNSEEN_OR_SPACE);

/** The text of valid UTF-8, exactly, or null. */
export function utf8Text(bytes: Uint8Array): string | null {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return null;
  }
}

/** One line of text that shows every byte of a name and parses back to it. */
export function bytesText(bytes: Uint8Array): string {
  return utf8Line(bytes, BEFORE_ESCAPE, UNSEEN) ?? asciiText(bytes);
}

/** The same without a space in it, for where names stand side by side: a space is `\x20`. */
export function wordText(bytes: Uint8Array): string {
  return utf8Line(bytes, BEFORE_ESCAPE_OR_SPACE, UNSEEN_OR_SPACE) ?? asciiText(bytes, 0x21);
}

function utf8Line(bytes: Uint8Array, backslashes: RegExp, unseen: RegExp): string | null {
  const text = utf8Text(bytes);
  if (text === null) return null;
  return text
    .replace(backslashes, '\\\\')
    .replace(unseen, character => shortEscape(character) ?? hexEscapes(encoder.encode(character)));
}

/** @param firstSeen bytes below it are written as escapes */
function asciiText(bytes: Uint8Array, firstSeen = 0x20): string {
  let text = '';
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index]!;
    const character = String.fromCharCode(byte);
    if (byte === 0x5c) text += isBeforeEscape(bytes[index + 1], firstSeen) ? '\\\\' : '\\';
    else if (byte >= firstSeen && byte < 0x7f) text += character;
    else text += shortEscape(character) ?? hexEscape(byte);
  }
  return text;
}

function isBeforeEscape(next: number | undefined, firstSeen: number): boolean {
  if (next === undefined) return false;
  return next < firstSeen || next >= 0x7f || /[\\nrtx]/.test(String.fromCharCode(next));
}

/**
 * The bytes meant by text that a person typed: UTF-8, with `\xNN`, `\n`, `\r`, `\t` and `\\` as escapes. Any other backslash stands
 * for itself, because patterns use it (`news\*`).
 */
export function parseBytesText(text: string): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  let plainFrom = 0;
  for (const match of text.matchAll(/\\(?:x([0-9a-fA-F]{2})|([nrt\\]))/g)) {
    if (match.index > plainFrom) parts.push(encoder.encode(text.slice(plainFrom, match.index)));
    const [whole, hex, letter] = match;
    parts.push(Uint8Array.of(hex === undefined ? letterByte(letter!) : Number.parseInt(hex, 16)));
    plainFrom = match.index + whole.length;
  }
  parts.push(encoder.encode(text.slice(plainFrom)));
  return joined(parts);
}

/** Text that a program wrote, perhaps with names from elsewhere in it: its lines stay lines, and what would not be seen is written out. */
export function shownText(text: string): string {
  return text.replace(UNSEEN, character =>
    character === '\n' ? character : hexEscapes(encoder.encode(character)),
  );
}

/** The same of a file that a person wrote: its tabs and ends of lines stay what they are. */
export function shownFile(text: string): string {
  return text.replace(UNSEEN, character =>
    '\n\r\t'.includes(character) ? character : hexEscapes(encoder.encode(character)),
  );
}

/**
 * One line of text for the beginning of a payload. `cut` says that bytes are missing at the end, where half a character is then not
 * an error. Line breaks become spaces; bytes that are no text become `\xNN`.
 */
export function previewText(bytes: Uint8Array, cut: boolean): string {
  const whole = cut ? bytes.subarray(0, wholeCharacters(bytes)) : bytes;
  const text = utf8Text(whole);
  if (text === null) return asciiText(whole);
  return text
    .replace(/\s*[\r\n]\s*/g, ' ')
    .replace(/\t/g, ' ')
    .replace(UNSEEN, character => hexEscapes(encoder.encode(character)));
}

/** The length without a UTF-8 sequence that is cut off at the end. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return needs > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function shortEscape(character: string): string | undefined {
  return character === '\n' ? '\\n' : character === '\r' ? '\\r' : character === '\t' ? '\\t' : undefined;
}

function letterByte(letter: string): number {
  return letter === 'n' ? 0x0a : letter === 'r' ? 0x0d : letter === 't' ? 0x09 : 0x5c;
}

function hexEscape(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}

function hexEscapes(bytes: Uint8Array): string {
  return Array.from(bytes, hexEscape).join('');
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
