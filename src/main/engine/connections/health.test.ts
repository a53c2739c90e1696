import { expect, it } from 'vitest';
import type { Health } from '#shared/contract/connections.ts';
import { isNews } from './health.ts';

const told: Health = {
  rttMs: 0.5,
  silentMs: null,
  usedMemoryBytes: 50_000_000,
  maxMemoryBytes: null,
  opsPerSecond: 3,
  clients: 4,
};

it.each<[string, Partial<Health>, boolean]>([
  ['nothing', {}, false],
  ['a round trip as on a busy machine', { rttMs: 4 }, false],
  ['a slow round trip', { rttMs: 20 }, true],
  ['no round trip', { rttMs: null }, true],
  ['a server that has stopped answering', { silentMs: 1_000 }, true],
  ['our own questions', { opsPerSecond: 7 }, false],
  ['the questions of others', { opsPerSecond: 500 }, true],
  ['a buffer', { usedMemoryBytes: 50_060_000 }, false],
  ['data', { usedMemoryBytes: 51_000_000 }, true],
  ['a limit', { maxMemoryBytes: 100_000_000 }, true],
  ['another client', { clients: 5 }, true],
])('tells at once of what a person should see: %s', (_, change, expected) => {
  expect(isNews(told, { ...told, ...change })).toBe(expected);
});

it('compares a distant server with itself', () => {
  expect(isNews({ ...told, rttMs: 200 }, { ...told, rttMs: 240 })).toBe(false);
  expect(isNews({ ...told, rttMs: 200 }, { ...told, rttMs: 260 })).toBe(true);
});
