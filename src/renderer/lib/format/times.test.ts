import { expect, it } from 'vitest';
import { formatFullTime, formatSeconds, formatTime } from './times.ts';

const at = Date.UTC(2026, 10, 20, 14, 3, 52, 177);

it('shows the clock alone today', () => {
  expect(formatTime(at, { utc: true, nowMs: at + 3_600_000 })).toBe('14:03:52.177');
});

it('shows the date when it is another day', () => {
  expect(formatTime(at, { utc: true, nowMs: at + 86_400_000 })).toBe('2026-11-20 14:03:52.177');
});

it('leaves out what is less than a second', () => {
  expect(formatSeconds(at, { utc: true, nowMs: at })).toBe('14:03:52');
  expect(formatSeconds(at, { utc: true, nowMs: at + 86_400_000 })).toBe('2026-11-20 14:03:52');
});

it('shows local time by default, as the machine counts it', () => {
  const local = new Date(2026, 10, 20, 0, 30, 1, 5).getTime();
  expect(formatTime(local, { utc: false, nowMs: local })).toBe('00:30:01.005');
  expect(formatFullTime(local, { utc: false })).toMatch(/^2026-11-20 00:30:01\.005 [+-]\d\d:\d\d$/);
});

it('names UTC', () => {
  expect(formatFullTime(at + 0.7, { utc: true })).toBe('2026-11-20 14:03:52.177 UTC');
});
