import { expect, test } from 'vitest';
import { fieldOf, fieldText } from './field.ts';
import { jsonValue, lookAt } from './row-look.ts';

test('a field is found by keys and places, and only where it is the payload’s own', () => {
  const value = jsonValue(Buffer.from('{"a":[{"b c":null}],"n":9007199254740993}'));
  expect(fieldText(fieldOf(value, ['a', 0, 'b c']))).toBe('null');
  expect(fieldText(fieldOf(value, ['n']))).toBe('9007199254740993');
  expect(fieldText(fieldOf(value, ['a']))).toBe('[{"b c":null}]');
  expect(fieldOf(value, ['a', 1])).toBeUndefined();
  expect(fieldOf(value, ['constructor'])).toBeUndefined();
  expect(fieldText(undefined)).toBeNull();
});

test('a long value is cut', () => {
  expect(fieldText('x'.repeat(10_000))!.length).toBeLessThanOrEqual(300);
});

test('a field behind the first megabyte is still right', () => {
  const payload = Buffer.from(`{"filler":"${'x'.repeat(2 ** 20)}","deep":{"at":7}}`);
  expect(lookAt(payload, null, [['deep', 'at'], ['none']])).toMatchObject({ values: ['7', null], steps: [] });
});
