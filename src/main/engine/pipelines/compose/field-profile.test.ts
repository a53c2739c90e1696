import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileExpression } from '#shared/pipeline/expression.ts';
import { parseJson } from '../../json/parse-json.ts';
import { profileOf } from './field-profile.ts';

test('fields come with their types, their share, their values and their bounds', () => {
  const events = [
    { type: 'paid', amount: 12.5, item: { sku: 'mug', 'unit price': 2 } },
    { type: 'paid', amount: 499, item: { sku: 'pot' }, tags: ['a'] },
    { type: null, amount: 12.5, who: Buffer.from([255]) },
  ];
  expect(profileOf(events)).toEqual([
    {
      path: 'event.type',
      types: ['text', 'null'],
      events: 3,
      distinct: 2,
      values: [
        { text: 'paid', literal: '"paid"', count: 2 },
        { text: 'null', literal: 'null', count: 1 },
      ],
      min: null,
      max: null,
    },
    expect.objectContaining({ path: 'event.amount', types: ['number'], events: 3, min: 12.5, max: 499 }),
    expect.objectContaining({ path: 'event.item', types: ['object'], events: 2, distinct: 0, values: [] }),
    expect.objectContaining({ path: 'event.item.sku', events: 2 }),
    expect.objectContaining({ path: 'event.item["unit price"]', events: 1 }),
    expect.objectContaining({ path: 'event.tags', types: ['list'], values: [] }),
    expect.objectContaining({ path: 'event.who', types: ['bytes'], values: [] }),
  ]);
});

test('events that are no objects are the field themselves', () => {
  expect(profileOf(['a', 'a'])).toEqual([
    expect.objectContaining({
      path: 'event',
      types: ['text'],
      values: [{ text: 'a', literal: '"a"', count: 2 }],
    }),
  ]);
});

test('a literal that is clicked on finds the events that have the value', () => {
  const member = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }).filter(text => text.isWellFormed()),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.boolean(),
    fc.constant(null),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string(), member, { minKeys: 1, maxKeys: 4 }), members => {
      const event = Object.fromEntries(Object.entries(members).filter(([name]) => name !== '__proto__'));
      for (const { path, values } of profileOf([event]))
        for (const { literal } of values)
          expect(compileExpression(`${path} == ${literal}`)({ event }), `${path} == ${literal}`).toBe(true);
    }),
  );
});

test('of whole numbers beyond 64 bits there is no literal, and their digits are kept where they fit', () => {
  const event = parseJson('{"fits":9007199254740993,"not":123456789012345678901234567890}');
  const [fits, not] = profileOf([event]);
  expect(fits).toMatchObject({ values: [{ literal: '9007199254740993' }] });
  expect(not).toMatchObject({ distinct: 1, values: [] });
});
