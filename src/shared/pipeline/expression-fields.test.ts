import { expect, test } from 'vitest';
import { fixedStart, fieldsRead, fieldText } from './expression-fields.ts';

test.each([
  ['event.a.b == 1 && event.c > event.a.b', ['event.a.b', 'event.c']],
  ['event["unit price"].net + event.?tax.orValue(0)', ['event["unit price"].net', 'event.tax']],
  ['event[?"k"].hasValue()', ['event.k']],
  ['has(event.x) ? 1 : 0', []],
  ['event.items.filter(i, i.sku == "x").size() > 0', ['event.items', 'i.sku']],
  ['event.items[0].sku', ['event.items']],
  ['{"a": [event.b, meta.key]}', ['event.b', 'meta.key']],
  ['event', []],
  ['row.key[0] == "de"', ['row.key']],
])('%s reads %j', (source, fields) => {
  expect(fieldsRead(source).map(fieldText)).toEqual(fields);
});

test.each([
  ["'user:' + event.id", 'user:', false],
  ["'user:' + 'all'", 'user:all', true],
  ["('a' + 'b') + event.x + 'c'", 'ab', false],
  ["event.key + ':x'", '', false],
  ["event.a ? 'a' : 'b'", '', false],
])('every value of %s begins with "%s"', (source, text, isWhole) => {
  expect(fixedStart(source)).toEqual({ text, isWhole });
});
