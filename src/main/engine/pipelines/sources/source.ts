import type { Plan } from '#shared/pipeline/plan.ts';
import type { Command, RedisClient } from '../../connections/redis-client.ts';
import type { SourceEvent } from '../events/event.ts';
import type { Inbox } from '../run/inbox.ts';
import type { RedisLink } from '../run/redis-link.ts';

/** What a restart continues from, as the checkpoint keeps it: `{ sse: id }`, or an id for each stream. Null where a source has none. */
export type Position = Record<string, string> | null;

/** The place at which a source begins, to be kept before it is read: a position, or fields of the checkpoint with their values in turn. */
export interface Pinned {
  readonly position?: Position;
  readonly fields?: readonly string[];
}

/** Where events come from. A source is opened anew after every loss of what it reads from. */
export interface Source {
  /** So many events are read ahead of the processing; without it, a common bound. */
  readonly readAhead?: number;
  /** How long the processing of one event takes, to imitate a slow consumer. */
  readonly workMs?: number;
  /** For sources that keep in Redis what they have given until it counts. */
  readonly receipts?: Receipts;
  /**
   * Goes as far as nothing that is sent from now on can be missed: subscribed, the group created, the start pinned.
   *
   * @param position where the last flush ended; null at the first start
   * @returns what is to be known of the place before anything is read of it, so that it is not another one after a crash
   */
  open(position: Position): Promise<Pinned | void>;
  /**
   * Puts events into the inbox, no faster than it takes them where that is possible, until the source is exhausted (it returns), the signal
   * aborts (it returns) or something fails (it throws).
   */
  read(inbox: Inbox, signal: AbortSignal): Promise<void>;
  /** For sources that hear others: returns once all that was sent before the call is in the inbox. */
  catchUp?(): Promise<void>;
  /** How far it is behind, in what its kind's `lagAs` says; null when Redis does not know. The client is not the source's own. */
  lag?(client: RedisClient): Promise<number | null>;
  close(): void;
}

/** What Redis knows an event by that it has given and that does not count yet: an entry's id, or an element of a list. */
export type Receipt = string | Buffer;
/** By the key of the event. */
export type ReceiptsByKey = ReadonlyMap<string, readonly Receipt[]>;

/** An event counts when the transaction of its results has settled its receipt: both happen, or neither. */
export interface Receipts {
  /** Null for an event that Redis need not be told of. */
  of(event: SourceEvent): Receipt | null;
  /** The commands of the transaction, in the order in which the events came. */
  settle(receipts: ReceiptsByKey): Command[];
  /** What the checkpoint keeps of them beside the position: fields with their values in turn. Asked once, after `settle`. */
  keep?(receipts: ReceiptsByKey): string[];
  /** The transaction has been carried out. */
  settled?(receipts: ReceiptsByKey): void;
}

/** What a source reports beside its events. */
export interface SourceReports {
  log(message: string): void;
  /** Events were or may have been missed. */
  gap(reason: string): void;
  /** So many events were thrown away, because they came faster than they could be processed and their sender cannot wait. */
  dropped(count: number): void;
}

/** What sources are made with. */
export interface SourceContext {
  readonly plan: Plan;
  /** Its name where several share the source, else "0". */
  readonly worker: string;
  /** Null only for pipelines that need no Redis. */
  readonly link: RedisLink | null;
  /** A replay made in this process stands in for sources that have one. */
  readonly offline: boolean;
  /** The file came from elsewhere: names of hosts lead to public addresses alone. */
  readonly imported?: boolean;
  readonly userAgent: string;
  readonly reports: SourceReports;
}
