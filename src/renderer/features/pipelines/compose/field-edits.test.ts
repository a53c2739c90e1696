import { expect, it } from 'vitest';
import { readDocument } from './document.ts';
import { lastName, withCondition, withFigure, withKey, withSelected } from './field-edits.ts';

const partOf = (text: string) => {
  const document = readDocument(text, 'File');
  if (!document.isReadable) throw new Error(document.problem);
  return document.pipelines[0]!;
};
const begin = '{ "source": { "type": "channel", "channels": ["orders"] }, "sinks": [{ "type": "chart" }] }';
const after = (edit: (text: string, part: ReturnType<typeof partOf>) => string, text = begin) =>
  partOf(edit(text, partOf(text))).value;

it('conditions are joined with &&; one that is there is not added twice', () => {
  const first = (text: string) => withCondition(text, partOf(text), 'event.type == "paid"');
  const text = first(begin);
  expect(partOf(text).value.where).toBe('event.type == "paid"');
  expect(first(text)).toBe(text);
  expect(after((t, p) => withCondition(t, p, 'event.n == 1'), text).where).toBe(
    'event.type == "paid" && event.n == 1',
  );
  const either = begin.replace('"sinks"', '"where": "event.a || event.b", "sinks"');
  expect(after((t, p) => withCondition(t, p, 'event.n == 1'), either).where).toBe(
    '(event.a || event.b) && event.n == 1',
  );
});

it('a key brings a window and a figure with it, and is a key once', () => {
  const value = after((text, part) => withKey(text, part, 'event.country'));
  expect(value).toMatchObject({
    groupBy: ['event.country'],
    window: { type: 'tumbling', size: '10s' },
    aggregate: { events: { count: true } },
  });
  const text = JSON.stringify(value);
  expect(withKey(text, partOf(text), 'event.country')).toBe(text);
});

it('figures and selected fields have names of their own', () => {
  const value = after((text, part) => withFigure(text, part, 'event.item.price', 'sum'));
  expect(value.aggregate).toEqual({ events: { count: true }, sum_price: { sum: 'event.item.price' } });
  const again = after((text, part) => withFigure(text, part, 'event.price', 'sum'), JSON.stringify(value));
  expect(Object.keys(again.aggregate as object)).toEqual(['events', 'sum_price', 'sum_price_2']);
  expect(after((text, part) => withSelected(text, part, 'event["a b"]')).select).toEqual({
    fields: { ab: 'event["a b"]' },
  });
  expect(lastName('event')).toBe('value');
});
