import type { ErrorData } from './errors.ts';

/** Raised whenever a message changes its meaning; page and engine must agree exactly. */
export const PROTOCOL_VERSION = 1;

/** What travels on a channel. `id` is chosen by the client and unique per channel. */
export type Message =
  | { t: 'hello'; version: number; token?: string }
  | { t: 'welcome'; version: number; engine: string }
  | { t: 'refused'; error: ErrorData }
  | { t: 'request'; id: number; method: string; input: unknown; credit?: number }
  | { t: 'result'; id: number; output: unknown }
  | { t: 'next'; id: number; item: unknown }
  | { t: 'end'; id: number }
  | { t: 'error'; id: number; error: ErrorData }
  | { t: 'credit'; id: number; n: number }
  | { t: 'cancel'; id: number };

/**
 * A two-way, ordered, message-preserving connection between a page and the engine. Adapters are thin: a DOM MessagePort, an
 * Electron MessagePortMain, a WebSocket. Messages that arrive before `onMessage` is set are the adapter's to keep.
 */
export interface Channel {
  /** Sends, or does nothing when closed. Throws only when the message itself cannot be carried. */
  post(message: Message): void;
  /** Sets the one receiver. A message that is not ours reaches it as it is: the receiver checks. */
  onMessage(receiver: (message: unknown) => void): void;
  /** Calls back once, also when already closed. `reason` is for people. */
  onClose(receiver: (reason: string) => void): void;
  close(reason?: string): void;
  /**
   * Resolves when the other side has taken in most of what was posted, or the channel is closed. Channels that cannot tell have none: on the
   * ports of one machine the reader takes messages as fast as they come.
   */
  drained?(): Promise<void>;
}

/** Calls of a channel are numbered from 1. */
const MAX_ID = 2 ** 32;
/** More items than this nobody can be ready for. */
const MAX_CREDIT = 1_000_000;

/** The shape that a message must at least have before anything is read from it. What is inside of input and output is its schema's to check. */
export function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null) return false;
  const { t, id, n, credit, method } = value as Record<string, unknown>;
  if (typeof t !== 'string') return false;
  if (id !== undefined && !isWhole(id, MAX_ID)) return false;
  if (n !== undefined && !isWhole(n, MAX_CREDIT)) return false;
  if (credit !== undefined && !isWhole(credit, MAX_CREDIT)) return false;
  if (t === 'hello' || t === 'welcome' || t === 'refused') return true;
  return (
    id !== undefined && (t !== 'request' || typeof method === 'string') && (t !== 'credit' || n !== undefined)
  );
}

function isWhole(value: unknown, max: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= max;
}
