import { expect, it } from 'vitest';
import type { Health } from '#shared/contract/connections.ts';
import { NO_READINGS, withReading, type Kept } from './health-readings.ts';

const healthOf = (rttMs: number | null, clients: number | null = 1): Health => ({
  rttMs,
  silentMs: null,
  usedMemoryBytes: 1_000,
  maxMemoryBytes: null,
  opsPerSecond: null,
  clients,
});
const nothing: Kept = { at: null, health: healthOf(null, null), readings: NO_READINGS };

const read = (...told: [atMs: number, health: Health][]) =>
  told.reduce((kept, [at, health]) => withReading(kept, health, at), nothing).readings;

it('has a reading for each second, also for those in which nothing was told', () => {
  const readings = read([10, healthOf(1)], [1_020, healthOf(2)], [6_010, healthOf(9)], [7_000, healthOf(3)]);
  expect(readings.rttMs).toEqual([1, 2, 2, 2, 2, 2, 9, 3]);
  expect(readings.clients).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
});

it('leaves out what is not known', () => {
  const readings = read([0, healthOf(1)], [1_000, healthOf(null)], [4_000, healthOf(2)]);
  expect(readings.rttMs).toEqual([1, 2]);
  expect(readings.opsPerSecond).toEqual([]);
});

it('keeps a minute, however long nothing was told', () => {
  const readings = read([0, healthOf(1)], [3_600_000, healthOf(2)]);
  expect(readings.rttMs).toHaveLength(60);
  expect(readings.rttMs.at(-2)).toBe(1);
  expect(readings.rttMs.at(-1)).toBe(2);
});

it('adds nothing but the newest where more is told within a second', () => {
  expect(read([0, healthOf(1)], [100, healthOf(2)]).rttMs).toEqual([1, 2]);
});
