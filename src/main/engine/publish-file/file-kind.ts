const JSONL = 'A file of JSON lines is UTF-8 text with one JSON value on each line.';

const SIGNATURES: readonly (readonly [bytes: number[], what: string])[] = [
  [[0x1f, 0x8b], 'It is compressed with gzip. Unpack it first (gunzip).'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'It is compressed with Zstandard. Unpack it first (zstd -d).'],
  [[0x50, 0x4b, 0x03, 0x04], 'It is a ZIP archive. Unpack it first.'],
  [[0xff, 0xfe], 'It is UTF-16 text. Save it as UTF-8 first.'],
  [[0xfe, 0xff], 'It is UTF-16 text. Save it as UTF-8 first.'],
];

/** What a file seems to be when it begins like no file of JSON lines; null when it may be one. */
export function otherKind(beginning: Buffer): string | null {
  const known = SIGNATURES.find(([bytes]) => bytes.every((byte, index) => beginning[index] === byte));
  if (known) return known[1];
  const zero = beginning.indexOf(0);
  if (zero >= 0) return `It looks like a binary file: byte ${zero + 1} is 0. ${JSONL}`;
  const first = /^\uFEFF?\s*([[{])[ \t]*\r?\n/.exec(beginning.toString());
  if (first)
    return `It looks like one JSON document over several lines. ${JSONL} For an array, jq -c '.[]' makes such a file.`;
  return null;
}
