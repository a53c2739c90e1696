import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { entryLine, parseEntryLine } from './entry-lines.ts';

test('an entry goes to a line and back: order, repeated names and bytes survive', () => {
  const parts = fc.array(fc.tuple(fc.uint8Array(), fc.uint8Array()), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(parts, pairs => {
      const fields = pairs.flat().map(part => Buffer.from(part));
      const line = entryLine({ id: '18446744073709551615-1', fields });
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(parseEntryLine(line)).toEqual({ id: '18446744073709551615-1', fields });
    }),
  );
});

test.each([
  ['not json', /not JSON/],
  ['{}', /no fields/],
  ['{"fields":[]}', /not a list of pairs/],
  ['{"fields":[["a"]]}', /not a pair/],
  ['{"fields":[["a",1]]}', /neither text/],
  ['{"id":"x","fields":[["a","b"]]}', /not a stream id/],
])('the line %s is refused with why', (line, why) => {
  expect(() => parseEntryLine(line)).toThrow(why);
});
