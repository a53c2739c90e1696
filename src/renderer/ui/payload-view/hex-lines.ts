/** Bytes per line of a hex dump. */
export const HEX_WIDTH = 16;

export interface HexLine {
  /** "00000010" */
  offset: string;
  /** "7b 22 74 79 70 65 22 3a  22 65 64 69 74 22 2c 22", filled with spaces to full width. */
  hex: string;
  /** Printable ASCII, a dot for everything else. */
  text: string;
}

export function hexLineCount(bytes: Uint8Array): number {
  return Math.ceil(bytes.length / HEX_WIDTH);
}

export function hexLine(bytes: Uint8Array, index: number): HexLine {
  const from = index * HEX_WIDTH;
  const part = bytes.subarray(from, from + HEX_WIDTH);
  const pairs = Array.from({ length: HEX_WIDTH }, (_, at) => part[at]?.toString(16).padStart(2, '0') ?? '  ');
  return {
    offset: from.toString(16).padStart(8, '0'),
    hex: `${pairs.slice(0, 8).join(' ')}  ${pairs.slice(8).join(' ')}`,
    text: Array.from(part, byte => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(''),
  };
}
