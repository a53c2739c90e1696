import { z } from 'zod';
import { query, stream } from '../rpc/define.ts';
import { actionPreview, actionProgress } from './actions.ts';
import { jobId } from './jobs.ts';
import { pendingFilterSchema } from './pending.ts';
import { bigCount, newEntryId, streamId } from './stream-values.ts';
import { bytes, count, timeMs } from './values.ts';

/** What happens to other groups' references to an entry that is deleted; 8.2+. Null leaves it to the server: KEEPREF. */
const references = z.enum(['KEEPREF', 'DELREF', 'ACKED']).nullable().default(null);

const trimming = z.object({
  strategy: z.enum(['MAXLEN', 'MINID']),
  /** A number of entries for MAXLEN, an id for MINID. */
  threshold: z.string(),
  /** `=` trims exactly; `~` whole nodes only, which is cheaper and keeps a few more. */
  exact: z.boolean(),
  /** At most this many are evicted; only with `~`. */
  limit: count.nullable().default(null),
  references,
});
export type Trimming = z.infer<typeof trimming>;

/** Which pending entries an action is for. */
const selection = z.discriminatedUnion('by', [
  z.object({
    by: z.literal('rows'),
    /** As they were seen: one that has another owner or delivery count by now is left alone. */
    rows: z
      .array(z.object({ id: streamId, consumer: bytes, deliveries: bigCount }))
      .min(1, 'Nothing is selected.')
      .max(10_000),
  }),
  z.object({ by: z.literal('filter'), filter: pendingFilterSchema }),
]);
export type PendingSelection = z.infer<typeof selection>;

/** Entries of one acknowledgement that can be undone. */
export const MOST_UNDONE = 10_000;

const onStream = { key: bytes };
const onGroup = { key: bytes, group: bytes };
const onPending = { ...onGroup, selection };
const fields = z.array(z.tuple([bytes, bytes])).min(1, 'An entry needs at least one field.');

/** Makes pending again what was acknowledged. */
const undoAck = z.object({
  kind: z.literal('undo-ack'),
  ...onGroup,
  /** As they were pending, in the order of ids. */
  rows: z
    .array(z.object({ id: streamId, consumer: bytes, deliveries: bigCount, deliveredAt: timeMs }))
    .min(1)
    .max(MOST_UNDONE),
  /** Acknowledged with them, but not among `rows`. */
  others: count.default(0),
});

export const streamActionSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('add'),
    ...onStream,
    id: newEntryId,
    fields,
    noMkStream: z.boolean().default(false),
    trim: trimming.nullable().default(null),
  }),
  z.object({
    kind: z.literal('add-many'),
    ...onStream,
    /** Templates that share their values, with `\xNN` escapes in what they make; see `src/shared/pipeline/template.ts`. */
    fields: z.array(z.tuple([z.string(), z.string()])).min(1, 'An entry needs at least one field.'),
    count: z.number().int().min(1).max(100_000_000),
    /** Null: as fast as the server answers. */
    perSecond: z.number().positive().max(10_000_000).nullable(),
    /** The same for the preview and for doing it, so that the first entries are those that were shown. */
    seed: z.number().int().nonnegative(),
    noMkStream: z.boolean().default(false),
    trim: trimming.nullable().default(null),
  }),
  z.object({ kind: z.literal('delete'), ...onStream, ids: z.array(streamId).min(1).max(10_000), references }),
  z.object({ kind: z.literal('trim'), ...onStream, trim: trimming }),
  z.object({
    kind: z.literal('set-stream-id'),
    ...onStream,
    id: streamId,
    entriesAdded: bigCount.nullable().default(null),
    maxDeletedId: streamId.nullable().default(null),
  }),
  z.object({ kind: z.literal('delete-stream'), ...onStream }),
  z.object({
    kind: z.literal('import'),
    ...onStream,
    lines: bytes,
    /** Keep the ids of the lines (they must be above the last one), or have new ones made. */
    ids: z.enum(['keep', 'new']),
  }),
  z.object({
    kind: z.literal('create-group'),
    ...onGroup,
    /** `$` for entries to come, or the id after which it begins. */
    from: z.union([z.literal('$'), streamId]),
    makeStream: z.boolean().default(false),
    entriesRead: bigCount.nullable().default(null),
  }),
  z.object({
    kind: z.literal('set-group-id'),
    ...onGroup,
    id: z.union([z.literal('$'), streamId]),
    entriesRead: bigCount.nullable().default(null),
  }),
  /** Sets `group` to where `from` stands. */
  z.object({ kind: z.literal('copy-position'), ...onGroup, from: bytes }),
  z.object({ kind: z.literal('destroy-group'), ...onGroup }),
  z.object({ kind: z.literal('create-consumer'), ...onGroup, consumer: bytes }),
  z.object({ kind: z.literal('delete-consumer'), ...onGroup, consumer: bytes }),
  z.object({
    kind: z.literal('read-group'),
    ...onGroup,
    consumer: bytes,
    count: z.number().int().min(1).max(1_000),
    /** `>` for what nobody was given yet, or the id after which its own pending entries are given again. */
    from: z.union([z.literal('>'), streamId]),
    /** They never become pending. Of no effect with an id. */
    noAck: z.boolean().default(false),
  }),
  z.object({ kind: z.literal('ack'), ...onPending }),
  undoAck,
  z.object({ kind: z.literal('ack-delete'), ...onPending, references }),
  z.object({
    kind: z.literal('claim'),
    ...onPending,
    consumer: bytes,
    minIdleMs: count,
    /** What its idle time becomes: 0 when both are null. */
    idleMs: count.nullable().default(null),
    /** Or its time of last delivery, in ms since the epoch. */
    time: count.nullable().default(null),
    retryCount: bigCount.nullable().default(null),
    justId: z.boolean().default(false),
    force: z.boolean().default(false),
  }),
  z.object({
    kind: z.literal('auto-claim'),
    ...onGroup,
    consumer: bytes,
    minIdleMs: count,
    start: streamId.default('0-0'),
    /** Entries per step. */
    count: z.number().int().min(1).max(10_000).default(100),
    justId: z.boolean().default(false),
  }),
  z.object({ kind: z.literal('release'), ...onPending, mode: z.enum(['SILENT', 'FAIL', 'FATAL']) }),
  z.object({
    kind: z.literal('dead-letter'),
    ...onPending,
    target: bytes,
    reason: z.string().max(10_000),
  }),
  z.object({
    kind: z.literal('requeue'),
    ...onStream,
    ids: z.array(streamId).min(1).max(10_000),
    /** Where to; null is where each came from. */
    target: bytes.nullable().default(null),
    /** New fields, when exactly one is requeued edited. */
    fields: fields.nullable().default(null),
    /** Take it from the dead-letter stream. */
    remove: z.boolean().default(true),
  }),
]);
export type StreamAction = z.infer<typeof streamActionSchema>;
export type ActionOf<K extends StreamAction['kind']> = Extract<StreamAction, { kind: K }>;

const input = z.object({ connectionId: z.string(), action: streamActionSchema });

const progress = actionProgress.extend({
  /** What would undo it; null while it runs, and where nothing does. */
  undo: undoAck.nullable(),
});
export type StreamActionProgress = z.infer<typeof progress>;

export const streamActions = {
  /** Reads what the action would touch. Changes nothing. */
  preview: query(input, actionPreview),
  /** Does it: a job. */
  apply: stream(input.extend({ jobId }), progress),
};
