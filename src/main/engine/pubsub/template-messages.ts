import type { EntryPack } from '#shared/redis/entry-bytes.ts';

/** What a template's task begins with. */
export interface TemplateStart {
  text: string;
  /** The text, once made, is written with `\\xNN` escapes. */
  escaped: boolean;
  seed: number;
}

/** The next payloads: so many, or fewer when they have so many bytes before. */
export interface TemplateRequest {
  count: number;
  maxBytes: number;
}

/** Payloads one after the other. */
export type TemplateAnswer = EntryPack;
