import type { MemberPath } from '#shared/pipeline/problems.ts';

/** One event as a source gives it. Every source fills every member, so that the engine sees one shape. */
export interface SourceEvent {
  /** The bytes or text to decode; null when `value` is the event already. */
  payload: Buffer | string | null;
  value: unknown;
  /** Why the event has no value, and which member of the file asks for one, where its source knows: it is invalid. */
  unreadable: { reason: string; path: MemberPath } | null;
  channel: Buffer | string | null;
  pattern: string | null;
  key: string | null;
  id: string | null;
  /** The name of a server-sent event. */
  name: string | null;
  /** Milliseconds since the Unix epoch. */
  receivedAt: number;
  /** Of an entry of a stream: names and values in turn, as they are. */
  fields: readonly (string | Uint8Array)[] | null;
  /** How often it was given to somebody, with this time. */
  deliveries: number;
  /** It may be what ended the workers that had it before: it is flushed before anything else is processed. */
  alone: boolean;
  /** It was taken over from another worker: that it comes late is not its own doing. */
  claimed: boolean;
  /** Not an event: everything there is of its `key` has been read. */
  idle: boolean;
  /** The entry was deleted while it was pending: it is acknowledged, and counts as a gap. */
  gone: boolean;
}

export function newEvent(payload: Buffer | string | null, receivedAt: number): SourceEvent {
  return {
    payload,
    value: undefined,
    unreadable: null,
    channel: null,
    pattern: null,
    key: null,
    id: null,
    name: null,
    receivedAt,
    fields: null,
    deliveries: 1,
    alone: false,
    claimed: false,
    idle: false,
    gone: false,
  };
}

/** An event that was made into something else: nothing of what it came as is passed on. */
export function selectedEvent(event: SourceEvent, value: unknown): SourceEvent {
  return { ...event, payload: null, fields: null, value };
}

/** Tells that everything there is of a partition has been read. */
export function idleMark(partition: string): SourceEvent {
  return { ...newEvent(null, 0), key: partition, idle: true };
}
