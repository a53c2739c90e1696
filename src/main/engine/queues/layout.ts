import type { QueueAction } from '#shared/contract/queue-actions.ts';
import type { JobState, QueueFramework } from '#shared/contract/queues.ts';
import type { Command, Reply } from '../connections/redis-client.ts';

/** A key that holds the jobs of one state, or some of them. */
export interface Place {
  key: string;
  /** The values of a hash are jobs; it is read whole, because what is at work at a time is little. */
  type: 'list' | 'zset' | 'hash';
  /** Its elements are jobs, or ids that lead to the hash of each. */
  holds: 'jobs' | 'ids';
  /** What comes next, or was last, stands at its end. */
  lastFirst: boolean;
}

/** Where the jobs of a state are, or why there are none to be found. */
export type StateOfQueue = readonly Place[] | { why: string };

/** A job as it was read. */
export interface ReadJob {
  queue: string;
  state: JobState;
  place: Place;
  /** The element of its place. */
  member: Buffer;
  /** Of a sorted set. */
  score: number | null;
  /** Of the hash that an id leads to: those that were asked for and are there. */
  fields: ReadonlyMap<string, Buffer>;
  /** Replies to `LayoutHash.beside`, of a job that is read whole. */
  beside: readonly Reply[];
}

/** What a framework says of one job, in one shape. Times are in milliseconds since the epoch. */
export interface JobFacts {
  id: string;
  name: string | null;
  time: number | null;
  timeIs: string;
  attempts: number | null;
  attemptsOf: number | null;
  error: string | null;
  trace: string | null;
  /** What it works on, as bytes; null where there is none. */
  payload: Buffer | null;
  fields: readonly (readonly [name: string, value: Buffer])[];
  history: readonly { time: number | null; what: string }[];
  keys: readonly { key: string; what: string }[];
}

interface LayoutHash {
  /** The hash that an id leads to. */
  key: (queue: string, id: string) => string;
  /** Fields that a row needs: small ones. */
  row: (id: string) => readonly string[];
  /** The field that a search looks into, and a row does not. */
  payload: (id: string) => readonly string[];
  /** Fields of the whole job; null for all. */
  whole: ((id: string) => readonly string[]) | null;
  /** What else is read of one job, and of each in a row; little. */
  beside?: (queue: string, id: string) => Command[];
  besideRow?: (queue: string, id: string, state: JobState) => Command[];
}

/**
 * How one framework keeps its queues: which keys, which state is where, how a job is read and what its times are. Pure: what it wants to know it names.
 * Adding one is a file in `frameworks/`, a line in `layouts.ts`, and its changes in `changes/`.
 */
export interface QueueLayout {
  framework: QueueFramework;
  /** The queue that a key is of, going by its name; null for any other key. */
  queueOf: (key: string) => string | null;
  /** The same for keys that a search goes by: one or a few for each queue, whatever the number of its jobs. */
  toldBy: (key: string) => string | null;
  /** Sets whose members name queues, those that are known by name and those that are met on the way. */
  registries: readonly string[];
  isRegistry: (key: string) => boolean;
  namedIn: (key: string, members: readonly string[]) => string[];
  /** Keys that show whether a queue is there, and is of this framework. */
  proof: (queue: string) => string[];
  nameOf: (queue: string) => string;
  /** What has to be known before the places of its states are: the members of these sets, one step of SSCAN each. */
  sets?: (queue: string) => string[];
  states: (queue: string, sets: readonly (readonly string[])[]) => Record<JobState, StateOfQueue>;
  /** The id in an element of a place that holds ids. */
  idOf?: (member: Buffer) => string;
  hash?: LayoutHash;
  job: (job: ReadJob) => JobFacts;
  changes: Readonly<Record<QueueAction['kind'], JobChange>>;
}

/** What is done to a job, by its framework's own rules. */
export interface JobChange {
  /** Why it cannot be done to such a job at all; null where it may be possible. */
  refused: (state: JobState, queue: string) => string | null;
  /** What has to be known before: read while `watched` is. */
  reads?: (job: ReadJob, facts: JobFacts) => Command[];
  plan: (job: ReadJob, facts: JobFacts, replies: readonly Reply[], now: number) => Plan | { refused: string };
}

export interface Plan {
  /** What will happen. */
  sentence: string;
  /** Keys that may not change between looking and doing. */
  watched: readonly string[];
  /** One transaction; the first one takes the job from its place, and answers how many it has taken. */
  commands: readonly Command[];
  warnings?: readonly string[];
}

/** A change that its framework has no way for. */
export const cannot = (reason: string): JobChange => ({
  refused: () => reason,
  plan: () => ({ refused: reason }),
});

export const list = (key: string, holds: Place['holds'], lastFirst: boolean): Place => ({
  key,
  type: 'list',
  holds,
  lastFirst,
});
export const zset = (key: string, holds: Place['holds'], lastFirst = false): Place => ({
  key,
  type: 'zset',
  holds,
  lastFirst,
});

/** Nothing is known of a job but where it is. */
export const unknownJob = (id: string): JobFacts => ({
  id,
  name: null,
  time: null,
  timeIs: '',
  attempts: null,
  attemptsOf: null,
  error: null,
  trace: null,
  payload: null,
  fields: [],
  history: [],
  keys: [],
});
