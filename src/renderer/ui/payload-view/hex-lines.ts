/** Bytes per line of a hex dump, where there is room for them and where there is not. */
export type HexWidth = 16 | 8;

export interface HexLine {
  /** "00000010" */
  offset: string;
  /** "7b 22 74 79 70 65 22 3a  22 65 64 69 74 22 2c 22", filled with spaces to full width. */
  hex: string;
  /** Printable ASCII, a dot for everything else. */
  text: string;
}

export function hexLineCount(bytes: Uint8Array, width: HexWidth): number {
  return Math.ceil(bytes.length / width);
}

export function hexLine(bytes: Uint8Array, index: number, width: HexWidth): HexLine {
  const from = index * width;
  const part = bytes.subarray(from, from + width);
  const pairs = Array.from({ length: width }, (_, at) => part[at]?.toString(16).padStart(2, '0') ?? '  ');
  const halves = [pairs.slice(0, width / 2), pairs.slice(width / 2)];
  return {
    offset: from.toString(16).padStart(8, '0'),
    hex: halves.map(half => half.join(' ')).join('  '),
    text: Array.from(part, byte => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(''),
  };
}

/** Where the digits of a byte of a line begin in `hex`. */
export function hexPlace(byte: number, width: HexWidth): number {
  return byte * 3 + (byte >= width / 2 ? 1 : 0);
}
