import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineReader, type Line } from './line-reader.ts';
import { memoryFile } from '../../../../test/support/memory-file.ts';

async function linesOf(text: string | Buffer, options?: { maxLineBytes?: number; chunkBytes?: number }) {
  const reader = new LineReader(memoryFile(Buffer.from(text as string)), options);
  const lines: Line[] = [];
  for (let next = await reader.next(); next !== null; next = await reader.next()) lines.push(...next);
  return lines;
}

const texts = (lines: readonly Line[]) => lines.map(({ bytes }) => bytes.toString());

test('the same lines come whatever the pieces are', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ maxLength: 12 }).map(text => text.replaceAll(/[\r\n\ufeff]/g, '.'))),
      fc.integer({ min: 1, max: 9 }),
      fc.boolean(),
      fc.constantFrom('\n', '\r\n'),
      async (lines, chunkBytes, ended, lineEnd) => {
        const text = lines.join(lineEnd) + (ended ? lineEnd : '');
        const expected = text.split(lineEnd);
        if (expected.at(-1) === '') expected.pop();
        const read = await linesOf(text, { chunkBytes });
        expect(texts(read)).toEqual(expected);
        expect(read.map(({ number }) => number)).toEqual(expected.map((_, index) => index + 1));
      },
    ),
  );
});

test('a byte order mark is no part of the first line, and stays in the others', async () => {
  expect(texts(await linesOf('\ufeffa\n\ufeffb', { chunkBytes: 2 }))).toEqual(['a', '\ufeffb']);
});

test('a line that is too long keeps its beginning and its size, and the next line comes whole', async () => {
  const lines = await linesOf(`short\n${'x'.repeat(5_000)}\nnext\n${'y'.repeat(900)}`, {
    maxLineBytes: 1_000,
    chunkBytes: 64,
  });
  expect(lines.map(({ size, isTooLong }) => [size, isTooLong])).toEqual([
    [5, false],
    [5_000, true],
    [4, false],
    [900, false],
  ]);
  expect(lines[1]!.bytes.length).toBe(256);
  expect(lines[2]!.bytes.toString()).toBe('next');
});

test('a file of a gigabyte without a line end takes no memory', async () => {
  const piece = Buffer.alloc(2 ** 20, 'x');
  let left = 1_024;
  const reader = new LineReader(
    {
      size: 2 ** 30,
      read: async () => (left-- > 0 ? piece : Buffer.alloc(0)),
      close: async () => {},
    },
    { maxLineBytes: 4 * 2 ** 20 },
  );
  const lines: Line[] = [];
  for (let next = await reader.next(); next !== null; next = await reader.next()) lines.push(...next);
  expect(lines).toMatchObject([{ number: 1, size: 2 ** 30, isTooLong: true }]);
  expect(lines[0]!.bytes.buffer.byteLength).toBeLessThan(100_000);
});

test('a piece is read while the lines of the one before are at work; what fails there is told with its lines', async () => {
  const asked: number[] = [];
  const reader = new LineReader(
    {
      size: 100,
      async read(position) {
        asked.push(position);
        if (position === 4) throw new Error('the disk is gone');
        return Buffer.from('a\nb\n');
      },
      close: async () => {},
    },
    { chunkBytes: 4 },
  );
  expect((await reader.next())!.map(({ bytes }) => bytes.toString())).toEqual(['a', 'b']);
  expect(asked).toEqual([0, 4]);
  expect(reader.bytesRead).toBe(4);
  await expect(reader.next()).rejects.toThrow('the disk is gone');
});
