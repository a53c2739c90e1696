import { z } from 'zod';
import { bytes } from './values.ts';

/**
 * What a payload can be read as. Compressions and base64 hold something else, which is then read in its turn. A message of kombu (Celery), a task of asynq and a
 * protobuf message are shown as JSON.
 */
export const decodings = [
  'json',
  'text',
  'hex',
  'msgpack',
  'gzip',
  'deflate',
  'brotli',
  'zstd',
  'base64',
  'kombu',
  'asynq',
  'protobuf',
] as const;
export const decodingSchema = z.enum(decodings);
export type Decoding = z.infer<typeof decodingSchema>;

/** Whose a value is, as it is recognised or as a person said: what that implies is tried before anything is guessed. Null: nobody's. */
export const writtenBy = z.string().max(100).nullable().default(null);

/** Formats of one language: their structure is shown, as text; what is in them is never loaded, which could run it. */
const foreignFormats = ['pickle', 'php', 'java', 'erlang'] as const;
export type ForeignFormat = (typeof foreignFormats)[number];

/** What a payload was read as, step by step, or at the end what it is of somebody else. */
export const decodedStepSchema = z.enum([...decodings, ...foreignFormats]);
export type DecodedStep = z.infer<typeof decodedStepSchema>;

/** What the payloads of a channel, or those that came by a pattern, are read as, whatever they look like. A channel goes before a pattern. */
export const chosenDecodingSchema = z.object({
  kind: z.enum(['channel', 'pattern']),
  name: bytes,
  as: decodingSchema,
});
export type ChosenDecoding = z.infer<typeof chosenDecodingSchema>;

/** What the fields of this name are read as, in all entries of a stream. */
const fieldDecodingSchema = z.object({ field: bytes, as: decodingSchema });
export type FieldDecoding = z.infer<typeof fieldDecodingSchema>;
/** Of the fields that are not named, what they look like. */
export const fieldDecodings = z.array(fieldDecodingSchema).max(100).default([]);

export const decodedSchema = z.object({
  /** In their order, `['gzip', 'json']`; the last one is what is shown, `hex` for what is no text. */
  steps: z.array(decodedStepSchema),
  form: z.enum(['json', 'text', 'bytes']),
  /** UTF-8 of the text to show, or the bytes; null when that is the payload as it came. MessagePack is shown as JSON. */
  bytes: bytes.nullable(),
  /** Why it is not read as was chosen, or as it looks like; it is then shown as it came. */
  problem: z.string().nullable(),
});
export type Decoded = z.infer<typeof decodedSchema>;

/** The way to a value in JSON, by keys and places. */
export const fieldPathSchema = z
  .array(z.union([z.string(), z.number().int().nonnegative()]))
  .min(1)
  .max(100);
export type FieldPath = z.infer<typeof fieldPathSchema>;

/** How a view shows payloads: what they are read as, and which of their fields stand in columns. */
export const lookSchema = z.object({
  /** Chosen by the page; frames say which look they are of. */
  id: z.number().int().nonnegative(),
  columns: z.array(fieldPathSchema).max(50),
  decode: z.array(chosenDecodingSchema).max(1_000),
});
export type Look = z.infer<typeof lookSchema>;
