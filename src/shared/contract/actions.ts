import { z } from 'zod';
import { jobFields } from './jobs.ts';
import { count } from './values.ts';

/** What any action on Redis (on streams, on keys) says before it is done, and what it tells while it is. */

export const actionPreview = z.object({
  /** Names the act, for its button: "Delete consumer bob and drop 12 pending entries". */
  act: z.string(),
  /** What will happen, with the counts just read. */
  sentence: z.string(),
  /** What else to know before doing it. */
  warnings: z.array(z.string()),
  /** Loses or overwrites something. */
  destructive: z.boolean(),
  /** Exactly what will be sent, as redis-cli text; the first ones of many. */
  commands: z.array(z.string()),
  /** Commands in all; null when it depends on what is found on the way. */
  commandCount: count.nullable(),
  /** Why it cannot be done here, or null. */
  refused: z.string().nullable(),
});
export type ActionPreview = z.infer<typeof actionPreview>;

const outcome = z.object({
  /** "acknowledged", "went to bob", "already acknowledged". */
  what: z.string(),
  count,
  /** The first of them. */
  ids: z.array(z.string()),
});

export const actionProgress = z.object({
  ...jobFields,
  done: count,
  total: count.nullable(),
  /** What really changed, read back. */
  outcomes: z.array(outcome),
  /** One sentence on the end: what was done, or why it stopped. */
  message: z.string(),
});
export type ActionProgress = z.infer<typeof actionProgress>;
