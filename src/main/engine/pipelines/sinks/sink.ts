import type { Aggregate } from '#shared/pipeline/aggregates/aggregate.ts';
import type { Plan } from '#shared/pipeline/plan.ts';
import type { Argument, Command } from '../../connections/redis-client.ts';
import type { Epochs } from '../checkpoint/epochs.ts';
import type { Retention } from '../checkpoint/retention.ts';
import type { InvalidEvent, PassedEvent } from '../events/batch.ts';
import type { ServerAbilities } from '../run/server-abilities.ts';
import type { Panes } from '../windows/panes.ts';
import type { Row } from './rows.ts';

/** The type a key must have, or not exist yet. */
export type KeyTypes = Map<string, 'hash' | 'list' | 'set' | 'zset' | 'stream' | 'TSDB-TYPE'>;

/** Writes of one window whose key is known once the window has its epoch, which is when the transaction is tried. */
export interface WindowWrites {
  /** Null where the key needs no epoch. */
  epochs: Epochs | null;
  /** Unix seconds, the start of the window. */
  window: number;
  type: 'zset';
  key: (epoch: number | null) => string;
  /** Without the key. */
  commands: ((key: string) => Command)[];
}

/** One call of a script of `lua.ts`, for many entries or messages. */
export interface ScriptCall {
  readonly script: string;
  /** The key or the channel. */
  readonly key: string;
  readonly args: readonly Argument[];
}

/** What sinks put into a flush. */
export interface Results {
  readonly commands: Command[];
  /** Where the server runs scripts: for what would be very many commands. */
  readonly calls: ScriptCall[];
  readonly windows: WindowWrites[];
  /** What the keys written here must hold, or nothing yet. */
  readonly types: KeyTypes;
  readonly abilities: ServerAbilities;
}

/**
 * Where results go. A sink has the methods for what it takes: changes of windows, or events and rows; in the flush's transaction, or as lines
 * before it.
 */
export interface Sink {
  /** Of a branch: which events it takes. Without it, all. */
  takesEvent?: (event: PassedEvent) => boolean;
  /** Of a branch: which rows it takes. Without it, all. */
  takesRow?: (row: Row) => boolean;
  /** Changes of windows since the last flush. */
  changes?(deltas: Panes, into: Results): void;
  /** Matched events of a pipeline without windows, or late ones. */
  events?(events: readonly PassedEvent[], into: Results): void;
  /** Events that do not count, whole, with the reason. */
  invalid?(events: readonly InvalidEvent[], into: Results): void;
  /** Rows of windows that have closed. */
  rows?(rows: readonly Row[], into: Results): void;
  /** Whole lines of JSON, each with its line feed: written when it resolves. */
  lines?(text: string): Promise<void>;
  /** Before the source is opened, so that what cannot be written is known before anything was read. */
  open?(): Promise<void>;
  /** Nothing more will come: what cannot be written is given up soon. */
  stop?(): void;
  close?(): Promise<void>;
  /** Removes in the transaction what has become too old. */
  readonly retention?: Retention | null;
  /** A command that not all servers have, and without which it cannot write. */
  readonly needs?: string;
  /** A key like those of the hashes whose fields it lets expire, where the server can do that: asked with it whether this user may. */
  readonly expiresLike?: string | undefined;
}

/** What sinks are made with. */
export interface SinkContext {
  readonly plan: Plan;
  /** What comes to it. */
  readonly takes: 'events' | 'rows';
  /** The worker: its consumer where several share the source. */
  readonly worker: string;
  readonly writeStdout: (text: string) => Promise<void>;
  /** For people who look at the run. */
  readonly log: (message: string) => void;
  /** What holds up a sink that writes outside of Redis, for people; null once nothing does. */
  readonly waiting: (problem: string | null) => void;
  /** The file came from elsewhere: names of hosts lead to public addresses alone. */
  readonly imported: boolean;
  /** The numbers of windows under a key: one and the same for all sinks that name it. */
  readonly epochs: (key: string) => Epochs;
  /** Of a sink that adds up changes: the aggregate it takes, and its place in the file. */
  readonly merged: () => { aggregate: Aggregate; index: number };
}
