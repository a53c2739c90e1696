import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvLine } from './csv.ts';

/** Reads a line as RFC 4180 says. */
function fieldsOf(line: string): string[] {
  const fields: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  for (let found = field.exec(line); found; found = field.exec(line)) {
    fields.push(found[1]?.replaceAll('""', '"') ?? found[2]!);
    if (found[3] === '\r\n') break;
  }
  return fields;
}

test('quotes what would end a field or a line', () => {
  expect(csvLine(['a', 'b,c', 'say "so"', 'two\nlines', ''])).toBe('a,"b,c","say ""so""","two\nlines",\r\n');
});

test.each(['=SUM(A1)', '+1+1', '-2+3', '@now', '\tx', '=cmd|" /C calc"!A0', '-0x10'])(
  'what a spreadsheet would take for a formula is text: %j',
  text => expect(fieldsOf(csvLine([text, 'x']))).toEqual([`'${text}`, 'x']),
);

test.each(['-2', '+3.5', '-1e-9', '12', "it's", 'a=b'])('%j stays as it is', text =>
  expect(fieldsOf(csvLine([text]))).toEqual([text]),
);

test('whatever the fields are, they are read back', () => {
  const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', '=') });
  fc.assert(
    fc.property(fc.array(field, { minLength: 1 }), fields => {
      const read = fieldsOf(csvLine(fields));
      const asWritten = read.map((text, index) => (text === `'${fields[index]}` ? fields[index] : text));
      expect(asWritten).toEqual(fields);
    }),
  );
});
