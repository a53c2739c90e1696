import { expect, test } from 'vitest';
import { idFromText } from './time-inputs.ts';

const now = Date.parse('2026-11-21T12:00:00Z');

test('an id, a time ago, a date', () => {
  expect(idFromText('5-1', now)).toBe('5-1');
  expect(idFromText('10 minutes ago', now)).toBe(`${now - 600_000}-0`);
  expect(idFromText('2 h ago', now)).toBe(`${now - 7_200_000}-0`);
  expect(idFromText('2026-11-21T11:00:00Z', now)).toBe(`${now - 3_600_000}-0`);
  expect(idFromText('tomorrow', now)).toBeNull();
});
