import { z } from 'zod';
import { query, stream } from '../rpc/define.ts';
import { actionPreview, actionProgress } from './actions.ts';
import { jobId } from './jobs.ts';
import { bytes, count, timeMs } from './values.ts';

const onKey = { key: bytes };
/** What was read of a value: where another one stands by now, nothing is done. Null: there was none. */
const before = bytes.nullable();
/** The key must not exist yet. */
const isNew = z.boolean().default(false);
const names = z.array(bytes).min(1, 'Nothing is selected.').max(1_000);
/** As Redis reads it. */
const score = z
  .string()
  .regex(/^[+-]?(inf|\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i, 'A score is a number, -inf or +inf.');

export const keyActionSchema = z.discriminatedUnion('kind', [
  /** SET, with the lifetime that the key has. */
  z.object({ kind: z.literal('set-value'), ...onKey, value: bytes, before }),
  z.object({ kind: z.literal('set-field'), ...onKey, field: bytes, value: bytes, before, isNew }),
  z.object({ kind: z.literal('set-element'), ...onKey, index: count, value: bytes, before: bytes }),
  z.object({
    kind: z.literal('push'),
    ...onKey,
    side: z.enum(['left', 'right']),
    value: bytes,
    isNew,
  }),
  z.object({ kind: z.literal('add-member'), ...onKey, member: bytes, isNew }),
  z.object({ kind: z.literal('set-score'), ...onKey, member: bytes, score, before: score.nullable(), isNew }),
  /** Fields of a hash, members of a set or a sorted set. */
  z.object({ kind: z.literal('remove-items'), ...onKey, type: z.enum(['hash', 'set', 'zset']), names }),
  z.object({ kind: z.literal('remove-element'), ...onKey, index: count, before: bytes }),
  z.object({ kind: z.literal('rename'), ...onKey, to: bytes, replace: z.boolean() }),
  z.object({ kind: z.literal('copy'), ...onKey, to: bytes, replace: z.boolean() }),
  z.object({
    kind: z.literal('expire'),
    ...onKey,
    at: z.union([z.object({ inMs: count }), z.object({ time: timeMs })]),
  }),
  z.object({ kind: z.literal('persist'), ...onKey }),
  z.object({ kind: z.literal('delete-keys'), keys: z.array(bytes).min(1).max(1_000) }),
  /** All keys that match at the time it runs: SCAN and UNLINK, step by step. */
  z.object({
    kind: z.literal('delete-matching'),
    pattern: bytes.refine(({ length }) => length > 0, 'A pattern is needed: * is all keys.'),
    type: z.string().max(100).nullable(),
  }),
]);
export type KeyAction = z.infer<typeof keyActionSchema>;
export type KeyActionOf<K extends KeyAction['kind']> = Extract<KeyAction, { kind: K }>;

const input = z.object({ connectionId: z.string(), action: keyActionSchema });

export const keyActions = {
  /** Reads what the action would touch. Changes nothing. */
  preview: query(input, actionPreview),
  /** Does it: a job. */
  apply: stream(input.extend({ jobId }), actionProgress),
};
