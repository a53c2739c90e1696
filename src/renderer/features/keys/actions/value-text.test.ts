import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytesOfEdited, editedValue } from './value-text.ts';

it('gives back every value that was not changed, byte by byte', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.string().map(text => new TextEncoder().encode(text)),
      ),
      value => {
        expect([...bytesOfEdited(editedValue(value))]).toEqual([...value]);
      },
    ),
  );
});

it('edits text as it is, with its lines and backslashes, and anything else with escapes', () => {
  const of = (text: string) => editedValue(new TextEncoder().encode(text));
  expect(of('{\n  "a": "\\n"\n}')).toEqual({ text: '{\n  "a": "\\n"\n}', isEscaped: false });
  expect(of('a\r\nb')).toEqual({ text: 'a\\r\\nb', isEscaped: true });
  expect(editedValue(Uint8Array.of(0xff, 0x41))).toEqual({ text: '\\xffA', isEscaped: true });
});
