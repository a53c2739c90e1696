import { expect, test } from 'vitest';
import { tarOf } from './tar.ts';

/** Reads an archive the plain way: names, sizes and sums are octal text at fixed places. */
function filesIn(archive: Uint8Array): { path: string; text: string }[] {
  const files = [];
  const decoder = new TextDecoder();
  const textAt = (place: number, length: number) =>
    decoder.decode(archive.subarray(place, place + length)).split('\0', 1)[0]!;
  for (let place = 0; archive[place] !== 0;) {
    const header = archive.slice(place, place + 512);
    const sum = Number.parseInt(textAt(place + 148, 8), 8);
    header.fill(32, 148, 156);
    expect(header.reduce((total, byte) => total + byte, 0)).toBe(sum);
    expect(textAt(place + 257, 6)).toBe('ustar');
    const size = Number.parseInt(textAt(place + 124, 12), 8);
    files.push({ path: textAt(place, 100), text: textAt(place + 512, size) });
    place += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

test('what is put in comes out, also empty files and those of exactly one block', () => {
  const files = [
    { path: 'README.md', text: 'Überschrift\n' },
    { path: 'package/empty.py', text: '' },
    { path: 'package/block.py', text: 'x'.repeat(512) },
    { path: 'package/long.py', text: 'x'.repeat(1_025) },
  ];
  const archive = tarOf(files, Date.parse('2024-05-01T10:00:00Z'));
  expect(archive.length % 512).toBe(0);
  expect(archive.subarray(-1_024).every(byte => byte === 0)).toBe(true);
  expect(filesIn(archive)).toEqual(files);
});

test('a path that does not fit is refused', () => {
  expect(() => tarOf([{ path: 'x'.repeat(101), text: '' }], 0)).toThrow(RangeError);
});
