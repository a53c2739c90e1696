import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesText, parseBytesText, previewText, shownFile, utf8Text, wordText } from './text.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

describe('names', () => {
  it('shows valid UTF-8 as it is', () => {
    expect(bytesText(utf8('orders.größe.🚀'))).toBe('orders.größe.🚀');
  });

  it('shows invalid UTF-8 with escapes', () => {
    expect(bytesText(Uint8Array.of(0x61, 0xff, 0x00, 0x0a))).toBe('a\\xff\\x00\\n');
  });

  it('shows what could not be seen', () => {
    expect(bytesText(utf8('a\u202eb\u200b\t'))).toBe('a\\xe2\\x80\\xaeb\\xe2\\x80\\x8b\\t');
  });

  it('is one word, whatever spaces are in it', () => {
    expect(wordText(utf8('a b\\ c'))).toBe('a\\x20b\\\\\\x20c');
    expect(parseBytesText(wordText(utf8('a b\\ c')))).toEqual(utf8('a b\\ c'));
  });

  it('leaves the backslash of a pattern alone', () => {
    expect(bytesText(utf8('news\\*'))).toBe('news\\*');
    expect(parseBytesText('news\\*')).toEqual(utf8('news\\*'));
  });

  it('reads escapes that a person typed', () => {
    expect(parseBytesText('a\\xFF\\n\\\\x41')).toEqual(
      Uint8Array.of(0x61, 0xff, 0x0a, 0x5c, 0x78, 0x34, 0x31),
    );
  });

  it('takes an unfinished escape for text', () => {
    expect(parseBytesText('\\x4')).toEqual(utf8('\\x4'));
  });

  it('parses back what it shows, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), bytes => {
        expect(parseBytesText(bytesText(bytes))).toEqual(bytes);
        expect(parseBytesText(wordText(bytes))).toEqual(bytes);
        expect(wordText(bytes)).not.toMatch(/\s/);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('\\', 'x', 'n', '4', '1', 'ß', '\n') }), text => {
        expect(parseBytesText(bytesText(utf8(text)))).toEqual(utf8(text));
      }),
    );
  });
});

it('shows a file as it was written, but for what would not be seen', () => {
  expect(shownFile('{\r\n\t"a": "\u202eb"\r\n}')).toBe('{\r\n\t"a": "\\xe2\\x80\\xaeb"\r\n}');
});

describe('previews', () => {
  it('forgives a character that was cut', () => {
    const bytes = utf8('abc€');
    expect(previewText(bytes.subarray(0, 5), true)).toBe('abc');
    expect(previewText(bytes.subarray(0, 5), false)).toBe('abc\\xe2\\x82');
    expect(previewText(bytes, true)).toBe('abc€');
  });

  it('is one line', () => {
    expect(previewText(utf8('{\n  "a": 1\n}'), false)).toBe('{ "a": 1 }');
  });
});

it('tells text from bytes', () => {
  expect(utf8Text(utf8('ß'))).toBe('ß');
  expect(utf8Text(Uint8Array.of(0xc3))).toBeNull();
});
