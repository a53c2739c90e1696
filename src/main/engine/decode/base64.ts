import { announcedCompression } from './compression.ts';

const LOOKED_AT = 8;
const ALPHABET = /^[A-Za-z0-9+/_-]+={0,2}\s*$/;

/** Whether the first characters are base64 of the beginning of something that can be told: JSON, MessagePack, something compressed. */
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
    first === 0xde ||
    first === 0xdf ||
    announcedCompression(inside) !== undefined
  );
}

/** The bytes that base64 stands for, of either alphabet, padded or not, in one line or several; undefined for anything else. */
export function base64Bytes(text: Uint8Array): Buffer | undefined {
  const characters = Buffer.from(text)
    .toString('latin1')
    .replace(/[\r\n]/g, '');
  const digits = characters.replace(/=*\s*$/, '').length;
  if (!ALPHABET.test(characters) || digits % 4 === 1) return undefined;
  return Buffer.from(characters, 'base64');
}
