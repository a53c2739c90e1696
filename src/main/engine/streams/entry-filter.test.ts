import { expect, test } from 'vitest';
import { EntryMatcher } from './entry-filter.ts';

const entry = (...parts: string[]) => ({
  id: '1700000000000-0',
  fields: parts.map(part => Buffer.from(part)),
});
const matches = (filter: { text?: string; cel?: string }, ...parts: string[]) =>
  new EntryMatcher({ text: '', cel: '', ...filter }).matches(entry(...parts));

test('text is looked for in names and values, whatever its case', () => {
  expect(matches({ text: 'OSLO' }, 'city', 'Oslo')).toBe(true);
  expect(matches({ text: 'cit' }, 'city', 'Oslo')).toBe(true);
  expect(matches({ text: 'bergen' }, 'city', 'Oslo')).toBe(false);
});

test('CEL sees the fields as text and what is known of the entry', () => {
  expect(matches({ cel: 'int(event.temperature) > 24' }, 'temperature', '25')).toBe(true);
  expect(matches({ cel: 'meta.time >= 1700000000000 && meta.id.endsWith("-0")' })).toBe(true);
  expect(matches({ cel: 'event.a == "2"' }, 'a', '1', 'a', '2')).toBe(true);
  expect(matches({ cel: 'has(event.constructor)' }, 'a', '1')).toBe(false);
});

test('an entry the condition fails on does not match, and is counted', () => {
  const matcher = new EntryMatcher({ text: '', cel: 'int(event.n) > 1' });
  expect(matcher.matches(entry('n', 'two'))).toBe(false);
  expect(matcher.matches(entry('other', '2'))).toBe(false);
  expect(matcher.matches(entry('n', '2'))).toBe(true);
  expect(matcher.failed).toBe(2);
  expect(matcher.failure).toBeTruthy();
});

test('a mistake in the condition is told before anything is read', () => {
  expect(() => new EntryMatcher({ text: '', cel: 'event.' })).toThrow(/not valid CEL/);
});

test('a pattern that would take a backtracking engine for ever takes no time', () => {
  const text = `${'a'.repeat(50_000)}!`;
  const startedAt = performance.now();
  expect(matches({ cel: "event.text.matches('^(a+)+$')" }, 'text', text)).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
