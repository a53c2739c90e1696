import { z } from 'zod';
import type { RedisReply } from '../redis/reply/reply.ts';
import { query, stream } from '../rpc/define.ts';
import { bytes, count, done, timeMs } from './values.ts';

/** A line above this is a file, and no command that anybody typed. */
const MAX_LINE_CHARACTERS = 2 ** 20;

const items = z.lazy(() => z.array(replySchema));
const replySchema: z.ZodType<RedisReply> = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['status', 'error', 'integer', 'double', 'big-number']), text: z.string() }),
  z.object({ type: z.literal('boolean'), value: z.boolean() }),
  z.object({ type: z.literal('nil') }),
  z.object({ type: z.enum(['string', 'verbatim']), bytes, length: count }),
  z.object({ type: z.enum(['array', 'set', 'push', 'map']), items, length: count }),
]);

/** A tab is a connection of its own: what SELECT, MULTI, WATCH, HELLO and AUTH change is that of one tab. */
const tab = z.object({ connectionId: z.string(), tabId: z.string() });

const tabState = z.object({
  db: count,
  protocol: z.union([z.literal(2), z.literal(3)]),
  /** Commands that wait for EXEC; null outside of MULTI. */
  queued: count.nullable(),
});
export type ConsoleTabState = z.infer<typeof tabState>;

const answer = z.object({
  id: z.string(),
  /** As it was typed, without what is secret in it. */
  line: z.string(),
  /** Its first part, where it is long. */
  reply: replySchema,
  /** It is text for people: redis-cli prints it without quotes. */
  raw: z.boolean(),
  elapsedMs: z.number(),
  /** What the command changed, in words: "3 pending entries moved from bob to alice". */
  effects: z.array(z.string()),
  /** What the server sent unasked before it (RESP3): invalidations of CLIENT TRACKING. */
  pushes: z.array(replySchema),
});
export type ConsoleAnswer = z.infer<typeof answer>;

const question = z.object({
  /** What is about to be done: "Delete all keys of database 0". */
  title: z.string(),
  /** One for each command that asks, with the counts just read. */
  sentences: z.array(z.string()),
  /** The act, for the button. */
  act: z.string(),
  commands: z.string(),
});
export type ConsoleQuestion = z.infer<typeof question>;

const outcome = z.discriminatedUnion('kind', [
  /** Nothing was sent: it destroys or costs something, and goes on with `confirmed`. */
  z.object({ kind: z.literal('ask'), question }),
  /** Nothing was sent: it listens, and runs with `listen`. */
  z.object({ kind: z.literal('listen') }),
  z.object({
    kind: z.literal('answers'),
    /** None where nothing was sent: `notice` says why. */
    answers: z.array(answer),
    tab: tabState,
    /** What a person has to know: the connection of the tab is a new one, and what was typed for the old one was not run. */
    notice: z.string().nullable(),
  }),
]);
export type ConsoleOutcome = z.infer<typeof outcome>;

/** A command that listens: what it hears goes into a feed. */
const listening = z.object({
  feedId: z.string(),
  received: count,
  /** When it stops by itself, and after how many; null for a subscription. */
  endsAt: timeMs.nullable(),
  endsAfter: count.nullable(),
  /** Why it is over; null while it listens. */
  ended: z.string().nullable(),
});
export type ConsoleListening = z.infer<typeof listening>;

const commandHelp = z.object({
  name: z.string(),
  syntax: z.string(),
  summary: z.string(),
  /** As the server says it; empty where it does not. */
  complexity: z.string(),
  since: z.string(),
});

const completion = z.object({
  /** What an option takes the place of, in the line. */
  from: count,
  to: count,
  options: z.array(z.object({ text: z.string(), detail: z.string() })),
  /** Keys were looked for in a part of the keyspace. */
  partly: z.boolean(),
  /** The command of the line, as far as it is typed. */
  help: commandHelp.nullable(),
  /** What the word at the caret changes, and what the command itself does. */
  explanation: z.array(z.object({ word: z.string(), text: z.string() })),
});
export type ConsoleCompletion = z.infer<typeof completion>;

const line = z.string().max(MAX_LINE_CHARACTERS);

/** Commands as a person types them, on connections of their own. */
export const console = {
  /**
   * Runs one line; or several that belong together, from MULTI to EXEC: these stop at the first error, and are discarded then.
   *
   * @throws bad-input for a line that cannot be read; disconnected when its outcome is unknown; connect-failed
   */
  run: query(
    tab.extend({ lines: z.array(line).min(1).max(1_000), confirmed: z.boolean().default(false) }),
    outcome,
  ),
  /** More of an answer. @throws not-found when it is no longer kept */
  more: query(
    tab.extend({
      answerId: z.string(),
      bytes: count.max(2 * 2 ** 20),
      elements: count.max(20_000),
    }),
    z.object({ reply: replySchema }),
  ),
  /** Ends what the tab waits for: `unblocked`, or `closed` with its connection; then whether it was carried out is unknown. */
  interrupt: query(tab, z.object({ how: z.enum(['idle', 'unblocked', 'closed']) })),
  /** Ends the connection of a tab. */
  close: query(tab, done),
  /** Runs SUBSCRIBE and its like, or MONITOR, on another connection. Its feed is there for as long as this is read. */
  listen: stream(tab.extend({ listenId: z.string(), line }), listening),
  /** Hears no more; what was heard stays. */
  stopListening: query(z.object({ listenId: z.string() }), done),
  complete: query(tab.extend({ line, caret: count, keys: z.boolean() }), completion),
  /** Lines that were run on this server, the oldest first; none with a password in it. */
  history: query(z.object({ connectionId: z.string() }), z.array(z.string())),
  forgetHistory: query(z.object({ connectionId: z.string() }), done),
};
