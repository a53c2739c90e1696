import { expect, it, vi } from 'vitest';
import { formatFullTime, formatSeconds, formatTime, isoTime } from './times.ts';

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

it.each([Number.NaN, Infinity, 1e300, -8.64e15 - 1, 8.64e15 + 1])(
  'shows %s, which no date can hold, as a number',
  timeMs => {
    const text = `${timeMs} ms`;
    expect(formatTime(timeMs, { utc: true })).toBe(text);
    expect(formatSeconds(timeMs, { utc: false })).toBe(text);
    expect(formatFullTime(timeMs, { utc: true })).toBe(text);
    expect(isoTime(timeMs)).toBe(text);
  },
);

it('shows the end of what a date can hold in any zone', () => {
  vi.stubEnv('TZ', 'Pacific/Kiritimati');
  expect(formatFullTime(8.64e15, { utc: false })).toBe('8640000000000000 ms');
  expect(formatFullTime(8.64e15 - 86_400_000, { utc: false })).toBe('+275760-09-12 14:00:00.000 +14:00');
  expect(isoTime(8.64e15)).toBe('+275760-09-13T00:00:00.000Z');
  vi.unstubAllEnvs();
});
