import type { Health } from './contract/connections.ts';

/** Of a server that has said nothing yet. */
export const unknownHealth: Health = {
  rttMs: null,
  silentMs: null,
  usedMemoryBytes: null,
  maxMemoryBytes: null,
  opsPerSecond: null,
  clients: null,
};
