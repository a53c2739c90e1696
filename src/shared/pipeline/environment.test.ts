import { expect, test } from 'vitest';
import { expandEnvironment } from './environment.ts';
import { processorTime } from '../../../test/support/processor-time.ts';

const expand = (value: unknown, environment: Record<string, string> = {}) =>
  expandEnvironment(value, environment);

test('replaces variables in strings, at any depth, and leaves the rest', () => {
  expect(expand({ a: ['x-${A}-y', 1, null], b: true }, { A: 'v' }).value).toEqual({
    a: ['x-v-y', 1, null],
    b: true,
  });
});

test('takes the default when the variable is unset or empty', () => {
  expect(expand('${A:-d}').value).toBe('d');
  expect(expand('${A:-d}', { A: '' }).value).toBe('d');
  expect(expand('${A:-}').value).toBe('');
  expect(expand('${A:-d}', { A: 'v' }).value).toBe('v');
});

test('a default may hold variables', () => {
  expect(expand('${A:-${B:-c}/d}e').value).toBe('c/de');
  expect(expand('${A:-${B}/d}e', { B: 'b' }).value).toBe('b/de');
});

test('names a variable that is not set, with its place', () => {
  expect(expand({ a: ['${A}'] }).missing).toEqual([{ name: 'A', path: ['a', 0] }]);
  expect(expand('${A:-${B}}').missing).toEqual([{ name: 'B', path: [] }]);
});

test.each(['$A', '${', '${}', '${1}', '${A', '${A:-x', 'a {b} c', '{{seq}}'])('leaves "%s" alone', text =>
  expect(expand(text).value).toBe(text),
);

test('a brace of something else closes nothing', () => {
  expect(expand('${A:-${}').value).toBe('${A:-${}');
  expect(expand('${A:-x ${B}', { B: 'b' }).value).toBe('${A:-x b');
  expect(expand('a} ${A} }', { A: 'v' }).value).toBe('a} v }');
  expect(expand('${A:-{x}}', {}).value).toBe('{x}');
});

test.each([
  ['never closed', '${a:-x'.repeat(200_000)],
  ['in each other', '${a:-x'.repeat(200_000) + '}'.repeat(200_000)],
  ['closed', '${a:-x}'.repeat(200_000)],
  ['of one name', `\${${'a'.repeat(1_000_000)}`],
  ['without a name', '${'.repeat(500_000)],
])('a megabyte of variables %s is read in a moment', (_, text) => {
  expect(processorTime(() => expand(text))).toBeLessThan(1_000);
});

test('what is nested without an end is cut, and breaks nothing', () => {
  expect(() => expand(JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)))).not.toThrow();
});
