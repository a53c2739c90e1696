import { announcedCompression } from './compression.ts';

const LOOKED_AT = 8;
const NOT_A_DIGIT = /[^A-Za-z0-9+/_-]/;
const ALPHABET = /^[A-Za-z0-9+/_-]+={0,2}\s*$/;

/** Whether the first characters are base64 of the beginning of something that can be told: JSON, MessagePack, an object of Java, something compressed. */
export function mayHoldSomething(bytes: Uint8Array): boolean {
  if (bytes.length < LOOKED_AT) return false;
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, LOOKED_AT).toString('latin1');
  if (!ALPHABET.test(start)) return false;
  const inside = Buffer.from(start, 'base64');
  const first = inside[0]!;
  return (
    first === 0x7b ||
    first === 0x5b ||
    (first >= 0x80 && first <= 0x8f) ||
    (first === 0xac && inside[1] === 0xed) ||
    first === 0xde ||
    first === 0xdf ||
    announcedCompression(inside) !== undefined
  );
}

/** How many digits there are, all at the beginning; undefined when something else is there than digits, padding and space behind. */
function digitsOf(characters: string): number | undefined {
  // One place after the other: a pattern for the end would be tried at each place of a long text.
  const text = characters.trimEnd();
  let end = text.length;
  while (end > 0 && text.length - end < 2 && text[end - 1] === '=') end--;
  return end > 0 && !NOT_A_DIGIT.test(text.slice(0, end)) ? end : undefined;
}

/** The bytes that base64 stands for, of either alphabet, padded or not, in one line or several; undefined for anything else. */
export function base64Bytes(text: Uint8Array): Buffer | undefined {
  const characters = Buffer.from(text)
    .toString('latin1')
    .replace(/[\r\n]/g, '');
  const digits = digitsOf(characters);
  if (digits === undefined || digits % 4 === 1) return undefined;
  return Buffer.from(characters, 'base64');
}
