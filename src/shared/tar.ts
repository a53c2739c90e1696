const BLOCK = 512;

/**
 * An archive of text files in the ustar format (POSIX.1-1988, https://www.gnu.org/software/tar/manual/html_node/Standard.html), which every system can unpack.
 *
 * @param files paths with "/", of at most 100 bytes
 * @param at the time of all files, milliseconds since the Unix epoch
 */
export function tarOf(files: readonly { path: string; text: string }[], at: number): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const entries = files.map(({ path, text }) => ({ path, bytes: encoder.encode(text) }));
  const whole = (length: number) => Math.ceil(length / BLOCK) * BLOCK;
  const size = entries.reduce((sum, { bytes }) => sum + BLOCK + whole(bytes.length), 0);
  // Two empty blocks are the end.
  const archive = new Uint8Array(size + 2 * BLOCK);
  let place = 0;
  for (const { path, bytes } of entries) {
    archive.set(header(encoder.encode(path), bytes.length, at), place);
    archive.set(bytes, place + BLOCK);
    place += BLOCK + whole(bytes.length);
  }
  return archive;
}

function header(path: Uint8Array, size: number, at: number): Uint8Array {
  if (path.length > 100) throw new RangeError('a path has at most 100 bytes');
  const block = new Uint8Array(BLOCK);
  const write = (place: number, text: string) => block.set(new TextEncoder().encode(text), place);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0');
  block.set(path, 0);
  write(100, octal(0o644, 7));
  write(108, octal(0, 7));
  write(116, octal(0, 7));
  write(124, octal(size, 11));
  write(136, octal(Math.floor(at / 1000), 11));
  // The sum is made as if its own place held spaces.
  write(148, '        ');
  write(156, '0');
  write(257, 'ustar');
  write(263, '00');
  write(
    148,
    `${octal(
      block.reduce((sum, byte) => sum + byte, 0),
      6,
    )}\0`,
  );
  return block;
}
