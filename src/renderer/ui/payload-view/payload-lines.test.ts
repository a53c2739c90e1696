import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { hexLine, hexLineCount } from './hex-lines.ts';
import { wrappedLine, wrapText } from './wrapped-lines.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

it('dumps bytes in lines of sixteen, or of eight', () => {
  const bytes = utf8('{"type":"edit","x":1}\n');
  expect(hexLineCount(bytes, 16)).toBe(2);
  expect(hexLineCount(bytes, 8)).toBe(3);
  expect(hexLine(bytes, 0, 16)).toEqual({
    offset: '00000000',
    hex: '7b 22 74 79 70 65 22 3a  22 65 64 69 74 22 2c 22',
    text: '{"type":"edit","',
  });
  expect(hexLine(bytes, 1, 16).text).toBe('x":1}.');
  expect(hexLine(bytes, 1, 16).hex).toHaveLength(48);
  expect(hexLine(bytes, 0, 8).hex).toBe('7b 22 74 79  70 65 22 3a');
});

it('wraps long lines and keeps line breaks', () => {
  const text = 'abcdefg\n\nhi';
  const starts = wrapText(text, 3);
  const lines = Array.from({ length: starts.length - 1 }, (_, index) => wrappedLine(text, starts, index));
  expect(lines).toEqual(['abc', 'def', 'g', '', 'hi']);
});

it('loses nothing', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b', '\n') }),
      fc.integer({ min: 1, max: 5 }),
      (text, columns) => {
        const starts = wrapText(text, columns);
        let whole = '';
        for (let index = 0; index < starts.length - 1; index++) {
          const line = wrappedLine(text, starts, index);
          expect(line.length).toBeLessThanOrEqual(columns);
          whole += line;
        }
        expect(whole).toBe(text.replaceAll('\n', ''));
      },
    ),
  );
});
