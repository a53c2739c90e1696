import type { Inbox } from '../run/inbox.ts';

/** One event as a source gives it. Every source fills every member, so that the engine sees one shape. */
export interface SourceEvent {
  /** The bytes or text to decode; null when `value` is the event already. */
  payload: Buffer | string | null;
  value: unknown;
  channel: Buffer | string | null;
  pattern: string | null;
  key: string | null;
  id: string | null;
  /** The name of a server-sent event. */
  name: string | null;
  /** Milliseconds since the Unix epoch. */
  receivedAt: number;
  /** The entry was deleted while it was pending: it is acknowledged, and counts as a gap. */
  gone: boolean;
}

export function newEvent(payload: Buffer | string | null, receivedAt: number): SourceEvent {
  return {
    payload,
    value: undefined,
    channel: null,
    pattern: null,
    key: null,
    id: null,
    name: null,
    receivedAt,
    gone: false,
  };
}

/** What a restart continues from, as the checkpoint keeps it: `{ sse: id }`, or an id for each stream. Null where a source has none. */
export type Position = Record<string, string> | null;

/** Where events come from. A source is opened anew after every loss of what it reads from. */
export interface Source {
  /**
   * Goes as far as nothing that is sent from now on can be missed: subscribed, the group created, the start pinned.
   *
   * @param position where the last flush ended; null at the first start
   */
  open(position: Position): Promise<void>;
  /**
   * Puts events into the inbox, no faster than it takes them where that is possible, until the source is exhausted (it returns), the signal
   * aborts (it returns) or something fails (it throws).
   */
  read(inbox: Inbox, signal: AbortSignal): Promise<void>;
  /** For sources that hear others: returns once all that was sent before the call is in the inbox. */
  catchUp?(): Promise<void>;
  /** For streams without a group: the id read last of each key. */
  readUpTo?(): ReadonlyMap<string, string>;
  close(): void;
}

/** What a source reports beside its events. */
export interface SourceReports {
  log(message: string): void;
  /** Events were or may have been missed. */
  gap(reason: string): void;
  /** So many events were thrown away, because they came faster than they could be processed and their sender cannot wait. */
  dropped(count: number): void;
}
