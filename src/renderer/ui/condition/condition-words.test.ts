import { expect, test } from 'vitest';
import { completionAt, fieldsOf, inOwnTerms, looksLikeCel } from './condition-words.ts';

const fields = fieldsOf(['{"type":"edit","user":{"name":"a"},"a b":1}', '{"type":"new"}', 'text', '{"cut']);

test('plain words are not CEL; fields and comparisons are', () => {
  expect(['failed 503', "it's", 'event', 'a = b', '"type":"edit"'].filter(looksLikeCel)).toEqual([]);
  expect(['event.bot', 'meta.channel == "a"', 'x == 1', 'a && b'].every(looksLikeCel)).toBe(true);
});

test('knows the fields of the messages, the most frequent first', () => {
  expect(fields).toEqual(['event.type', 'event.user', 'event.user.name', 'event["a b"]']);
});

test('completes what stands before the caret, but not in quotes', () => {
  expect(completionAt('event.ty', 8, fields)).toEqual({ from: 0, fields: ['event.type'] });
  expect(completionAt('true && us', 10, fields)).toEqual({
    from: 8,
    fields: ['event.user', 'event.user.name'],
  });
  expect(completionAt('meta.ch', 7, [...fields, 'meta.channel'])?.fields).toEqual(['meta.channel']);
  expect(completionAt('event.type == "us', 17, fields)).toBeNull();
  expect(completionAt('1 + ', 4, fields)).toBeNull();
});

test('says what is wrong in the terms of the messages', () => {
  const unknown = (name: string) => inOwnTerms(`This is not valid CEL: Unknown variable: ${name}.`, fields);
  expect(unknown('edit')).toBe('edit is not a field.');
  expect(unknown('type')).toBe('The field type is written event.type.');
  expect(unknown('tpye')).toBe('tpye is not a field. Did you mean event.type?');
  expect(unknown('evnt')).toBe('evnt is not a field. Did you mean event?');
  expect(inOwnTerms('missing closing )', fields)).toBe('missing closing )');
});
