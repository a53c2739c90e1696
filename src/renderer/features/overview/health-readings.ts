import type { Health } from '#shared/contract/connections.ts';
import { keepEqual } from '../../lib/keep-equal.ts';

/** Readings kept for the lines under the figures: the last minute. */
const KEPT = 60;
const EVERY_MS = 1_000;

const figures = ['rttMs', 'opsPerSecond', 'clients', 'usedMemoryBytes'] as const;

/** Of each figure the newest readings, a second from one to the next, oldest first; what is unknown is left out. */
export type Readings = Readonly<Record<(typeof figures)[number], readonly number[]>>;

export const NO_READINGS: Readings = { rttMs: [], opsPerSecond: [], clients: [], usedMemoryBytes: [] };

/** The readings, with what was told last and when, in ms of `performance.now()`; null before the first. */
export interface Kept {
  at: number | null;
  health: Health;
  readings: Readings;
}

/** Adds what is told now where it is something else, and for the seconds before it in which nothing was told what was told before. */
export function withReading(kept: Kept, health: Health, now: number): Kept {
  const { at, health: before, readings } = kept;
  if (at !== null && keepEqual(before, health) === before) return kept;
  const silent = at === null ? 0 : Math.min(KEPT, Math.max(0, Math.round((now - at) / EVERY_MS) - 1));
  const grown = (name: keyof Readings) => [
    ...readings[name],
    ...Array.from({ length: silent }, () => before[name]).filter(value => value !== null),
    ...[health[name]].filter(value => value !== null),
  ];
  return {
    at: now,
    health,
    readings: {
      rttMs: grown('rttMs').slice(-KEPT),
      opsPerSecond: grown('opsPerSecond').slice(-KEPT),
      clients: grown('clients').slice(-KEPT),
      usedMemoryBytes: grown('usedMemoryBytes').slice(-KEPT),
    },
  };
}
