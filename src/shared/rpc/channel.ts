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
}

/** The shape that the message must at least have before anything is read from it. */
export function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && typeof (value as { t?: unknown }).t === 'string';
}
