import { z } from 'zod';

const languages = ['text', 're2', 'cel'] as const;
export type ConditionLanguage = (typeof languages)[number];

/** A condition on messages or entries, the same on every screen. The engine evaluates it in a thread, at most a second for each. */
export const conditionSchema = z.object({
  /**
   * How `text` is read: as a part of what is there, capitals or not; as a regular expression of RE2; or as a CEL expression over `event` and
   * `meta`.
   *
   * Of a message, `event` is the payload, decoded when it is JSON or holds JSON. Of a stream's entry it is the fields by name, as text; the
   * last one of a repeated name; text and regular expressions are looked for in each name and each value. Of a job it is the payload, decoded like a
   * message; text is looked for in its name, too.
   *
   * `meta` holds what is known of it: of a message `channel`, `pattern` (where it was heard by one) and `receivedAt` (in ms since the
   * epoch); of an entry `key`, `id` and `time` (the id's, in ms since the epoch); of a pending one also `consumer`, `idleMs` and
   * `deliveries`; of a job `id`, `name`, `attempts`, `error` and `time`, each where its framework says it.
   */
  language: z.enum(languages),
  /** Nothing but spaces: everything matches. */
  text: z.string().max(10_000),
});
export type Condition = z.infer<typeof conditionSchema>;
