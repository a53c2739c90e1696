import type { EntryPack } from '#shared/redis/entry-bytes.ts';

/** What a template's task begins with. */
export interface TemplateStart {
  /** They share their values: `seq` is the same in all texts of one item. */
  texts: readonly string[];
  /** The texts, once made, are written with `\\xNN` escapes. */
  escaped: boolean;
  seed: number;
}

/** The next items, one of each text: so many, or fewer when they have so many bytes before. */
export interface TemplateRequest {
  count: number;
  maxBytes: number;
}

/** What was made of the texts, item by item. */
export type TemplateAnswer = EntryPack;
