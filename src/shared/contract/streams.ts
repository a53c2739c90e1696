import { z } from 'zod';
import { conditionSchema } from './condition.ts';
import { decodedSchema, decodingSchema, fieldDecodings, writtenBy } from './decoding.ts';
import { query, stream } from '../rpc/define.ts';
import {
  bigCount,
  entryBlock,
  groupAddress,
  rangeBound,
  scanCounts,
  streamAddress,
  streamId,
} from './stream-values.ts';
import { bytes, count, done, float64s, missing, timeMs } from './values.ts';

/** A failure that concerns only a part of the screen. */
const problem = z.object({
  code: z.string(),
  message: z.string(),
  /** The code of the server's reply ("MOVED"); null where the failure is not one. */
  reply: z.string().nullable(),
});

/** Figures of a group, of XINFO GROUPS and one XPENDING row. */
const group = z.object({
  name: bytes,
  consumers: count,
  pending: count,
  lastDeliveredId: z.string(),
  /** Null where the server does not know: since 7.0, and not after an arbitrary start. */
  entriesRead: count.nullable(),
  /** Entries the group has still to be given. Null is unknown, never 0. */
  lag: count.nullable(),
  /** The pending entry with the smallest id; null where nothing is pending, or XPENDING is among what is missing. */
  oldestPending: z.object({ id: z.string(), idleMs: z.number() }).nullable(),
});
export type StreamGroup = z.infer<typeof group>;

/** What is known of a group that may only be asked for by its name, by XPENDING. */
const heldGroup = group
  .pick({ name: true, pending: true, lag: true, oldestPending: true })
  .extend({ consumers: count.nullable() });
export type HeldGroup = z.infer<typeof heldGroup>;

const summary = z.object({
  length: count,
  /** Null when the server may not be asked. */
  memoryBytes: count.nullable(),
  firstId: z.string().nullable(),
  lastId: z.string().nullable(),
  lastGeneratedId: z.string().nullable(),
  /** Entries ever added; length plus what was deleted. Null before 7.0. */
  entriesAdded: count.nullable(),
  maxDeletedId: z.string().nullable(),
  /** Null where XINFO GROUPS may not be asked. */
  groups: z.array(group).nullable(),
  /** The group that was asked for by its name, where XINFO GROUPS may not be asked; null where there is none of that name. */
  named: heldGroup.nullable(),
});
export type StreamSummary = z.infer<typeof summary>;

/**
 * What is known of a stream now; `problem` instead of a summary when it vanished or became something else, beside the last known one
 * while there is no connection.
 */
const streamState = z.object({
  key: bytes,
  /** The server's clock: an entry's last delivery is this minus its idle time. */
  serverTime: timeMs,
  summary: summary.nullable(),
  missing,
  problem: problem.nullable(),
});
export type StreamState = z.infer<typeof streamState>;

const listing = z.object({
  /** Keys found since the last frame. */
  keys: z.array(bytes),
  found: count,
  /** Found, but asked to be left out. */
  excluded: count,
  /** Keys of the database looked at so far. SCAN does not say; estimated from its steps. */
  looked: count,
  keyspace: count.nullable(),
  finished: z.boolean(),
  /** Found more than are listed. */
  truncated: z.boolean(),
  /** In a cluster, where no stream matches what may be a whole name: the node that would have a key of that name, as "host:port". */
  elsewhere: z.string().nullable(),
});
export type StreamListing = z.infer<typeof listing>;

const consumer = z.object({
  name: bytes,
  pending: count,
  /** Since its last attempt to read or claim; null where XINFO CONSUMERS may not be asked. */
  idleMs: z.number().nullable(),
  /** Since it last got something; 7.2+. Null where the server does not say, -1 for never. */
  inactiveMs: z.number().nullable(),
});
export type StreamConsumer = z.infer<typeof consumer>;

/** Where XINFO CONSUMERS may not be asked, those that have something pending. */
const consumerList = z.object({ consumers: z.array(consumer), missing });
export type ConsumerList = z.infer<typeof consumerList>;

const entriesPage = z.object({
  entries: entryBlock,
  /** The range holds no entries beyond these, in the direction read. */
  complete: z.boolean(),
});

const wholeEntry = z.object({
  id: z.string(),
  fieldCount: count,
  /** Bytes of all names and values. */
  size: count,
  /** From `fieldsFrom` on, in order. */
  fields: z.array(z.object({ name: bytes, value: bytes, valueSize: count })),
});
export type WholeEntry = z.infer<typeof wholeEntry>;

const scanFrame = scanCounts.extend({
  /** Matches since the last frame. */
  entries: entryBlock,
  /** Where to go on: the id last looked at. */
  at: z.string().nullable(),
  finished: z.boolean(),
  /** Entries a CEL expression failed on; they do not match. */
  failed: count,
  /** What it said of the first of them. */
  failure: z.string().nullable(),
});
export type EntryScanFrame = z.infer<typeof scanFrame>;

/** Where one group stands with one entry. */
const journeyStep = z.object({
  group: bytes,
  state: z.enum(['waiting', 'pending', 'done']),
  consumer: bytes.nullable(),
  idleMs: z.number().nullable(),
  deliveries: bigCount.nullable(),
});
const journey = z.object({
  serverTime: timeMs,
  /** Null where XRANGE may not be asked. */
  exists: z.boolean().nullable(),
  /** Null where XINFO GROUPS or XPENDING may not be asked. */
  steps: z.array(journeyStep).nullable(),
  missing,
});
export type EntryJourney = z.infer<typeof journey>;

/** Entries over time in equal intervals; `exact` or estimated from samples. */
const timeline = z.object({
  from: timeMs,
  to: timeMs,
  counts: float64s,
  exact: z.boolean(),
});
export type StreamTimeline = z.infer<typeof timeline>;

const tailedStream = z.object({
  key: bytes,
  received: count,
  perSecond: z.number(),
  /** Where it continues from: nothing between here and the newest entry is missed. */
  at: z.string().nullable(),
  /** Added, but deleted or trimmed before they could be read. Null where the server does not count what is added. */
  missed: count.nullable(),
  problem: z.string().nullable(),
});
const tail = z.object({
  /** A feed whose channels are stream keys and whose payloads are entries as `encodeEntry` writes them, small values decoded. */
  feedId: z.string(),
  connected: z.boolean(),
  problem: z.string().nullable(),
  streams: z.array(tailedStream),
  /** Received, but not what the filter asks for. */
  filteredOut: count,
});
export type StreamTail = z.infer<typeof tail>;

/** What the fields of entries are read as, in the streams that are named. */
const tailDecoding = z.object({ key: bytes, fields: fieldDecodings });
export type TailDecoding = z.infer<typeof tailDecoding>;
const tailDecodings = z.array(tailDecoding).max(100).default([]);

const lagCount = z.object({ counted: count, finished: z.boolean(), bound: count });
export type LagCount = z.infer<typeof lagCount>;

export const streams = {
  /** Finds streams with SCAN. A pattern is Redis's glob; empty means all. What matches one of `except` is left out. */
  list: stream(
    z.object({
      connectionId: z.string(),
      pattern: z.string(),
      except: z.array(bytes).max(20).default([]),
    }),
    listing,
  ),
  /** How many there are, whenever that changes; null is unknown: too many keys to go through, no right to, or a cluster, of which one node is asked. */
  count: stream(z.object({ connectionId: z.string() }), z.object({ count: count.nullable() })),
  /** Figures of the streams on screen. */
  details: query(z.object({ connectionId: z.string(), keys: z.array(bytes).max(200) }), z.array(streamState)),
  /** Figures of one stream and its groups, every second while it is watched; of the group that is named, where they may not be listed. */
  watch: stream(streamAddress.extend({ group: bytes.optional() }), streamState),
  consumers: query(groupAddress, consumerList),
  /**
   * XRANGE, or XREVRANGE from `end` down to `start`. A page may be shorter than `count` when entries are large. Small values are decoded, as rows
   * show them.
   */
  entries: query(
    streamAddress.extend({
      start: rangeBound,
      end: rangeBound,
      reverse: z.boolean(),
      count: z.number().int().min(1).max(1_000),
      decode: fieldDecodings,
    }),
    entriesPage,
  ),
  /** One entry, with at most `maxFields` of its fields and `maxValueBytes` of each value. @throws not-found */
  entry: query(
    streamAddress.extend({
      id: streamId,
      fieldsFrom: count.default(0),
      maxFields: z.number().int().min(1).max(100_000).default(1_000),
      maxValueBytes: z.number().int().min(1).max(67_108_864).default(1_048_576),
    }),
    wholeEntry,
  ),
  /**
   * One value of an entry decoded, whole: as it looks like, or as chosen. @throws not-found, as `entry`; timeout, too-large for what cannot be
   * decoded
   */
  decode: query(
    streamAddress.extend({
      id: streamId,
      field: count,
      /** Of the field; what its framework implies may depend on it. */
      name: bytes.nullable().default(null),
      as: decodingSchema.nullable(),
      by: writtenBy,
    }),
    decodedSchema,
  ),
  /** Looks for entries that match, also inside of what is decoded, from a bound on, until `wanted` are found, the range ends or the reader stops. */
  scan: stream(
    streamAddress.extend({
      filter: conditionSchema,
      start: rangeBound,
      end: rangeBound,
      reverse: z.boolean(),
      wanted: z.number().int().min(1).max(10_000).default(100),
      decode: fieldDecodings,
    }),
    scanFrame,
  ),
  /** Which groups have this entry still to come, pending or behind them. */
  journey: query(streamAddress.extend({ id: streamId }), journey),
  timeline: query(
    streamAddress.extend({ intervals: z.number().int().min(2).max(200).default(96) }),
    timeline.nullable(),
  ),
  /** Counts what a group has still to be given by reading it, up to a bound: for where the server's lag is unknown. */
  countLag: stream(groupAddress.extend({ bound: z.number().int().min(1).max(10_000_000) }), lagCount),
  /** New entries of these streams in one feed, by arrival, from the moment it starts, until the reader leaves. */
  tail: stream(
    z.object({
      connectionId: z.string(),
      keys: z.array(bytes).min(1).max(100),
      filter: conditionSchema,
      decode: tailDecodings,
    }),
    tail,
  ),
  /** What entries that come from now on are read as, in rows and by the filter; those that came stay as they were. @throws not-found */
  decodeTail: query(z.object({ feedId: z.string(), decode: tailDecodings }), done),
  /**
   * Entries as a file, in pieces. `jsonl`: `{"id":"1-0","fields":[["name","value"],...]}` a line, bytes that are no text as `{"base64":"..."}`.
   * `csv`: a line with the names of the columns, then a line for each entry; entries are read twice, first for their columns.
   */
  exportEntries: stream(
    streamAddress.extend({
      start: rangeBound,
      end: rangeBound,
      filter: conditionSchema,
      decode: fieldDecodings,
      format: z.enum(['jsonl', 'csv']),
    }),
    scanCounts.extend({
      data: bytes,
      /** `columns`: what there is so far is only looked at for its names. */
      phase: z.enum(['columns', 'entries']),
    }),
  ),
};
