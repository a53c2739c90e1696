import { z } from 'zod';
import { MAX_DRAFT_CHARACTERS } from '../max-draft.ts';
import { query } from '../rpc/define.ts';
import { done, none } from './values.ts';

/** It may hold the name of a stream. */
const name = z.string().min(1).max(2_000);

const publishedSchema = z.object({
  channel: z.string(),
  /** By SPUBLISH, to the sharded channel of this name. */
  sharded: z.boolean(),
  payload: z.string().max(20_000),
  /** The payload is written with `\xNN` escapes. */
  escaped: z.boolean(),
});
/** A message that was published by hand. */
export type Published = z.infer<typeof publishedSchema>;

/** How many a page offers to publish again. */
const HISTORY_ENTRIES = 50;

/** The history with an entry in front, each entry once. */
export function addToHistory(history: readonly Published[], published: Published): Published[] {
  const { channel, sharded, payload, escaped } = published;
  const others = history.filter(
    entry =>
      entry.channel !== channel ||
      entry.sharded !== sharded ||
      entry.payload !== payload ||
      entry.escaped !== escaped,
  );
  return [{ channel, sharded, payload, escaped }, ...others].slice(0, HISTORY_ENTRIES);
}

const draft = z.string().max(MAX_DRAFT_CHARACTERS);

/** What pages leave with the engine: their address changes with each start of the browser host, and a browser keeps what it has by address. */
export const rememberedSchema = z.object({
  /** Widths, open panes, chosen columns: by name, each as JSON. */
  layout: z.record(name, z.string().max(100_000)),
  /** Newest first. */
  published: z.array(publishedSchema).max(HISTORY_ENTRIES),
  /** What was typed and is not sent or saved yet, by name. */
  drafts: z.record(name, draft),
});
export type Remembered = z.infer<typeof rememberedSchema>;

export const page = {
  remembered: query(none, rememberedSchema),
  rememberLayout: query(z.object({ name, value: z.string().max(100_000) }), done),
  rememberPublished: query(publishedSchema, done),
  /** Null forgets it. */
  rememberDraft: query(z.object({ name, text: draft.nullable() }), done),
};
