import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isNestedDeeper } from './nesting.ts';

const nested = (depth: number, inside = '1') => '['.repeat(depth) + inside + ']'.repeat(depth);

test('counts levels, in text and in bytes', () => {
  for (const limit of [2, 5, 500]) {
    for (const depth of [limit - 1, limit, limit + 1, 20_000]) {
      const text = `{"padding": "${'x'.repeat(2 * limit)}", "a": ${nested(depth - 1)}}`;
      expect(isNestedDeeper(text, limit)).toBe(depth > limit);
      expect(isNestedDeeper(Buffer.from(text), limit)).toBe(depth > limit);
    }
  }
});

test('brackets in texts are no levels', () => {
  const text = JSON.stringify({ a: '['.repeat(5_000), b: '"\\"[{'.repeat(1_000), c: [1] });
  expect(isNestedDeeper(text, 10)).toBe(false);
});

test('any JSON is as deep as it is', () => {
  const depthOf = (value: unknown): number =>
    typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.integer({ min: 0, max: 6 }), (value, limit) => {
      const text = JSON.stringify(value) + ' '.repeat(20);
      expect(isNestedDeeper(text, limit)).toBe(depthOf(value) > limit);
    }),
  );
});
