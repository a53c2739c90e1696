import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { wrappedLine, wrapText } from '../payload-view/wrapped-lines.ts';
import { findInBytes, findInLines, findInText } from './found.ts';

test('finds a text in any case, as it stands there, in the order of the lines', () => {
  const found = findInLines(['{', '  "Price": 3.5,', '  "price.net": 3x5, PRICE', '}'], 'price');
  expect(found.count).toBe(3);
  expect([0, 1, 2].map(match => found.lineOf(match))).toEqual([1, 2, 2]);
  expect(found.marksIn(2)).toEqual([
    { from: 3, to: 8, match: 1 },
    { from: 20, to: 25, match: 2 },
  ]);
  expect(found.marksIn(0)).toEqual([]);
  expect(findInLines(['3.5 3x5'], '3.5').count).toBe(1);
  expect(findInLines(['anything'], '').count).toBe(0);
});

test('says that there are more than it counted', () => {
  const found = findInLines(['aaaa', 'aaaa'], 'a', 5);
  expect(found).toMatchObject({ count: 5, more: true });
  expect(findInLines(['aaaa'], 'a', 4)).toMatchObject({ count: 4, more: false });
});

test('a match that is cut by the end of a line is one match with a mark in each line', () => {
  const text = 'abcdefgh';
  const found = findInText(text, wrapText(text, 3), 'cdefg');
  expect(found.count).toBe(1);
  expect(found.lineOf(0)).toBe(0);
  expect([0, 1, 2].map(line => found.marksIn(line))).toEqual([
    [{ from: 2, to: 3, match: 0 }],
    [{ from: 0, to: 3, match: 0 }],
    [{ from: 0, to: 1, match: 0 }],
  ]);
});

test('what is marked in wrapped lines is what was looked for, wherever they break', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 40 });
  const wanted = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(letters, wanted, fc.integer({ min: 1, max: 7 }), (text, part, columns) => {
      const starts = wrapText(text, columns);
      const found = findInText(text, starts, part);
      expect(found.count).toBe(text.split(part).length - 1);
      const marked = Array.from({ length: found.count }, () => '');
      for (let line = 0; line < starts.length - 1; line++)
        for (const { from, to, match } of found.marksIn(line))
          marked[match] += wrappedLine(text, starts, line).slice(from, to);
      expect(marked.every(piece => piece === part)).toBe(true);
    }),
  );
});

test('bytes are found by their text, or as pairs of digits', () => {
  const bytes = new TextEncoder().encode('{"type":"edit"}\u00ff{"type"');
  const found = findInBytes(bytes, 8, 'type":"e');
  expect(found.count).toBe(1);
  expect([found.marksIn(0), found.marksIn(1)]).toEqual([
    [{ from: 2, to: 8, match: 0 }],
    [{ from: 0, to: 2, match: 0 }],
  ]);
  expect(findInBytes(bytes, 16, '7b 22 74').count).toBe(2);
  expect(findInBytes(bytes, 16, 'c3 bf').count).toBe(1);
  expect(findInBytes(bytes, 16, 'nothing').count).toBe(0);
});
