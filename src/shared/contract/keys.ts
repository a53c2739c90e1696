import { z } from 'zod';
import { query, stream } from '../rpc/define.ts';
import { decodedSchema, decodingSchema, writtenBy } from './decoding.ts';
import { bytes, count, done, missing } from './values.ts';

/** What the keys of a walk are told apart by; every walk has its own. */
const walkId = z.string().max(100);

const walkState = z.object({
  walkId,
  /** `stopped`: by a person, or by what `problem` says; it can go on from where it is. */
  state: z.enum(['walking', 'stopped', 'finished']),
  /** Keys that match, so far. Of those that are only counted, one that SCAN returns twice counts twice. */
  found: count,
  /** Keys of the database looked at so far: estimated from the steps of SCAN where a pattern or a type leaves some out. */
  looked: count,
  keyspace: count.nullable(),
  /** Every key found is held by its name: flat rows are in the order of names. Else they are in the order of SCAN. */
  isWhole: z.boolean(),
  /** Grows whenever rows may have changed. */
  version: count,
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type KeyWalkState = z.infer<typeof walkState>;

/** How far to the right it stands, and how many bytes of its name are those of the row it is under. */
const inTree = { depth: count, labelFrom: count };
const keyRow = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('key'), key: bytes, ...inTree }),
  /** `keys` of the database begin with `prefix`, the separator included. */
  z.object({ kind: z.literal('prefix'), prefix: bytes, keys: count, isOpen: z.boolean(), ...inTree }),
  /** More keys that begin with `prefix` than are held by their names. */
  z.object({ kind: z.literal('rest'), prefix: bytes, keys: count, ...inTree }),
  /** What was at this place of a flat list is no longer there. */
  z.object({ kind: z.literal('gone') }),
]);
export type KeyRow = z.infer<typeof keyRow>;

const rowsPage = z.object({ total: count, from: count, rows: z.array(keyRow) });
export type KeyRows = z.infer<typeof rowsPage>;

const figures = z.object({
  key: bytes,
  /** As TYPE says it ("hash", "ReJSON-RL"); "none" where there is no such key, null where that is not known. */
  type: z.string().nullable(),
  /** Bytes of a string; fields, elements, members or entries of the others. Null where it is not known. */
  size: count.nullable(),
  /** Milliseconds until it expires; null: it does not. Unknown where PTTL is missing. */
  ttlMs: count.nullable(),
  memoryBytes: count.nullable(),
});
export type KeyFigures = z.infer<typeof figures>;

const summary = z.object({
  prefix: bytes,
  /** Found that begin with the prefix, so far. */
  keys: count,
  /** Looked at for what follows. */
  sampled: count,
  /** Of the sampled ones, most frequent first. Null where TYPE may not be asked. */
  types: z.array(z.object({ type: z.string(), count })).nullable(),
  /** Of the sampled ones together; null where MEMORY USAGE may not be asked. */
  memoryBytes: count.nullable(),
  /** Of the sampled ones, those that expire, and the first and the last of them; null where PTTL may not be asked. */
  expiring: z.object({ count, firstMs: count.nullable(), lastMs: count.nullable() }).nullable(),
  missing,
});
export type PrefixSummary = z.infer<typeof summary>;

const keyAddress = z.object({ connectionId: z.string(), key: bytes });

const keyState = figures.extend({
  /** "listpack", "quicklist"; null where it is not known. */
  encoding: z.string().nullable(),
  /** Seconds since somebody used it; null under an LFU policy, and where Millrace's own reading counts as use: before CLIENT NO-TOUCH (7.2). */
  idleSeconds: count.nullable(),
  /** Logarithmic frequency of use; null but under an LFU policy. */
  frequency: count.nullable(),
  /** Of a string, going by how it begins. Null for other types. */
  text: z
    .object({
      form: z.enum(['number', 'text', 'bytes', 'hyperloglog']),
      /** Of a HyperLogLog, as it was counted last; null where it has changed since: PFCOUNT counts it, and writes that into the key. */
      cardinality: z.number().nullable(),
      /** Bits that are 1; null where it is text, or long. */
      bits: count.nullable(),
    })
    .nullable(),
  /** How changes are noticed, and how many the server has told of. */
  noticedBy: z.enum(['notifications', 'polling']),
  changes: count,
  missing,
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type KeyState = z.infer<typeof keyState>;

/** Names and scores longer than a row shows are cut; `size` is that of what is cut. */
const item = z.object({
  /** Of a field, a member, a sample (its time); empty in a list. */
  name: bytes,
  nameSize: count,
  /** The beginning of a value, decoded where it is small; null where the name is all there is. */
  value: bytes.nullable(),
  size: count,
  /** Of an element, or the rank of a member. */
  index: count.nullable(),
  /** As Redis writes it. */
  score: z.string().nullable(),
  /** Of a field; null where it does not expire. */
  ttlMs: count.nullable(),
});
export type KeyItem = z.infer<typeof item>;

/** Which of the types a page of items is read as: what the key was when its reader looked. */
const itemType = z.enum(['hash', 'list', 'set', 'zset', 'TSDB-TYPE']);
export type ItemType = z.infer<typeof itemType>;

const scoreBound = z
  .string()
  .regex(
    /^\(?[+-]?(inf|\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i,
    'A score is a number, -inf or +inf; ( before it leaves it out.',
  );

const itemRange = z.discriminatedUnion('by', [
  /** From a place on, of lists and sorted sets; of a sorted set among the members with a score from `min` to `max`. */
  z.object({
    by: z.literal('index'),
    from: count,
    count: z.number().int().min(1).max(1_000),
    reverse: z.boolean().default(false),
    min: scoreBound.default('-inf'),
    max: scoreBound.default('+inf'),
  }),
  /** From a cursor on (null: the beginning), of hashes, sets and time series: what matches, by Redis's glob. */
  z.object({
    by: z.literal('scan'),
    cursor: z
      .string()
      .regex(/^\d{1,20}$/)
      .nullable(),
    match: bytes,
    count: z.number().int().min(1).max(1_000),
  }),
]);
export type ItemRange = z.infer<typeof itemRange>;

const itemPage = z.object({
  items: z.array(item),
  /** Where to go on; null at the end, and where a page is read by places. */
  next: z.string().nullable(),
  /** How many there are in all that the range asks for; null where that is not known. */
  total: count.nullable(),
  /** It is all there is, in the order of names. */
  isSorted: z.boolean(),
  missing,
});
export type ItemPage = z.infer<typeof itemPage>;

/** A value that stands alone. */
const keyPart = z.discriminatedUnion('of', [
  z.object({ of: z.literal('string') }),
  z.object({ of: z.literal('field'), field: bytes }),
  z.object({ of: z.literal('element'), index: count }),
  z.object({ of: z.literal('json') }),
  /** A member, which its reader has. */
  z.object({ of: z.literal('member'), member: bytes }),
]);
export type KeyPart = z.infer<typeof keyPart>;

/** A pipeline that has to do with a key, going by its file. */
const origin = z.object({
  /** The pipeline's file. */
  id: z.string(),
  name: z.string(),
  /** `keeps`: its position, and what it has open. */
  does: z.enum(['writes', 'reads', 'keeps']),
  /** Its newest run is on this connection. */
  isHere: z.boolean(),
  /** What draws the key. */
  chart: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('timeSeries'), prefix: z.string(), members: z.string().nullable() }),
      z.object({ kind: z.literal('leaderboard'), key: z.string(), epochKey: z.string() }),
    ])
    .nullable(),
  /** What it reads: where the key comes from. */
  streams: z.array(z.string()),
  channels: z.array(z.string()),
});
export type KeyOrigin = z.infer<typeof origin>;

const walkOfPage = z.object({ walkId });

export const keys = {
  /**
   * Walks through the database with SCAN for as long as its reader stays; rows are asked for by its id. Memory is bounded whatever the number of
   * keys: beyond a bound keys are counted under the longest prefix that is held.
   */
  walk: stream(
    z.object({
      connectionId: z.string(),
      /** Redis's glob; empty means all. */
      pattern: bytes,
      /** As TYPE says it; null means all. */
      type: z.string().max(100).nullable(),
      separator: z.string().min(1).max(8),
    }),
    walkState,
  ),
  /** @throws not-found when the walk has ended with its reader */
  control: query(walkOfPage.extend({ act: z.enum(['stop', 'continue', 'again']) }), done),
  /** The rows of a viewport. @param open prefixes whose keys are shown, of a tree */
  rows: query(
    walkOfPage.extend({
      view: z.enum(['tree', 'flat']),
      open: z.array(bytes).max(1_000).default([]),
      from: count,
      count: z.number().int().min(1).max(500),
    }),
    rowsPage,
  ),
  /** Of the keys on screen. */
  figures: query(
    z.object({ connectionId: z.string(), keys: z.array(bytes).max(200) }),
    z.object({ figures: z.array(figures), missing }),
  ),
  /** What the keys of prefixes are, going by some of those that are held by their names. */
  summaries: query(
    walkOfPage.extend({ prefixes: z.array(bytes).max(100), sample: z.number().int().min(1).max(1_000) }),
    z.array(summary),
  ),
  /** What one key is and costs, when that changes or at least every few seconds, while it is watched. */
  watch: stream(keyAddress, keyState),
  /** @throws conflict when the key is of another type by now */
  items: query(keyAddress.extend({ type: itemType, range: itemRange }), itemPage),
  /** A part of one value, as bytes. @throws not-found, conflict, too-large for a value that Redis gives only whole */
  value: query(
    keyAddress.extend({ part: keyPart, from: count, count: z.number().int().min(1).max(4_194_304) }),
    z.object({ bytes, size: count }),
  ),
  /** One value decoded, whole: as it looks like, or as chosen. @throws as `value`; timeout, too-large for what cannot be decoded */
  decode: query(
    keyAddress.extend({ part: keyPart, as: decodingSchema.nullable(), by: writtenBy }),
    decodedSchema,
  ),
  /** The pipelines that write, read or keep a key of this name. */
  origins: query(keyAddress, z.array(origin)),
};
