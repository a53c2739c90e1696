import type { Condition } from '#shared/contract/condition.ts';
import type { FieldDecoding } from '#shared/contract/decoding.ts';
import type { EntryPack } from '#shared/redis/entry-bytes.ts';
import type { ConditionMeta } from './condition.ts';

/** What a thread of conditions begins with. */
export interface ConditionStart {
  condition: Condition;
  /** What entries are: of a stream, or each the payload of a job, its name before it. */
  of: 'entries' | 'jobs';
}

/** Entries to decide on. */
export interface EntriesRequest {
  /** Each as `encodeEntry` writes it, whole. */
  entries: EntryPack;
  /** Of all of them. */
  key: Uint8Array;
  /** What else is known of each; null where that is nothing. */
  metas: readonly ConditionMeta[] | null;
  /** What their fields are read as, where that was chosen. */
  decode: readonly FieldDecoding[];
}

export interface EntriesAnswer {
  /** 1 for each entry that matches. */
  matches: Uint8Array<ArrayBuffer>;
  /** Entries that the condition could not be evaluated for; they do not match. */
  failed: number;
  /** What it said of the first of them. */
  failure: string | null;
}
