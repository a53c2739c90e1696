import { utf8Text } from '#shared/redis/text.ts';
import { messagePackToJson } from '../decode/message-pack.ts';

/** What a framework is known by, as far as it was read; what could not be read is missing. */
export interface StreamEvidence {
  key: string;
  groups: readonly string[];
  /** Of the newest entry; empty where there is none. */
  fields: readonly (readonly [name: string, value: Uint8Array])[];
  lastId: string | null;
  beside: Beside;
}

export interface ChannelEvidence {
  name: string;
  /** The newest message that was heard; null where none was. */
  payload: Uint8Array | null;
  beside: Beside;
}

/** A key of any type but a stream. */
export interface KeyEvidence {
  key: string;
  /** As TYPE says it. */
  type: string;
  /** Of a hash some fields, of the others none. */
  fields: readonly (readonly [name: string, value: Uint8Array])[];
  /** The first element of a list, some members of a set, the first of a sorted set, the beginning of a string. */
  values: readonly Uint8Array[];
  beside: Beside;
}

/** Something in the keyspace that says whose data it is: a field of a hash, or without `field` the type of a key. */
export interface Lookup {
  key: string;
  field?: string;
}

/** What the look-ups found; null where there is nothing, or it may not be read. */
export type Beside = (lookup: Lookup) => string | null;

/** Whose data it is. */
export interface Verdict {
  /** `certain` only where nothing else has this shape. */
  certainty: 'certain' | 'likely';
  /** What it is of that framework: "events of the queue paint". */
  what: string;
  /** By what it was recognised. */
  evidence: string;
}

/** One framework. Pure: what it wants to know beside the name it says in `looksUp`. */
export interface Recogniser {
  framework: string;
  /** Keys that the name leads to; a few at most. */
  looksUp?: (name: string) => Lookup[];
  stream?: (evidence: StreamEvidence) => Verdict | null;
  channel?: (evidence: ChannelEvidence) => Verdict | null;
  keys?: readonly KeyRecogniser[];
}

/** A kind of keys that a framework keeps beside streams and channels. */
export interface KeyRecogniser {
  /** What its keys are called; others are not looked at. */
  named: RegExp;
  /** The only types that they are of. */
  types?: readonly string[];
  /** Keys that the name leads to; a few at most. */
  looksUp?: (name: string) => Lookup[];
  judge: (evidence: KeyEvidence) => Verdict | null;
}

export function certain(what: string, evidence: string): Verdict {
  return { certainty: 'certain', what, evidence };
}

export function likely(what: string, evidence: string): Verdict {
  return { certainty: 'likely', what, evidence };
}

/** More of a payload is not looked at: what recognises it stands at its beginning, or it is not recognised. */
const MOST_BYTES = 64 * 1024;

/** A JSON object; null for anything else. */
export function jsonObject(bytes: Uint8Array | null | undefined): Readonly<Record<string, unknown>> | null {
  if (!bytes || bytes.length > MOST_BYTES || bytes[0] !== 0x7b) return null;
  return objectOf(utf8Text(bytes));
}

/** A map or an array of MessagePack, as JSON has it; null for anything else. */
export function messagePack(bytes: Uint8Array | null): unknown {
  if (!bytes || bytes.length === 0 || bytes.length > MOST_BYTES) return null;
  const first = bytes[0]!;
  if (!((first >= 0x80 && first <= 0x9f) || (first >= 0xdc && first <= 0xdf))) return null;
  try {
    return JSON.parse(messagePackToJson(Buffer.from(bytes), MOST_BYTES * 4)) as unknown;
  } catch {
    return null;
  }
}

export function objectOf(text: string | null): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** Whether it has these members; others may be there, too. */
export function hasMembers(
  object: Readonly<Record<string, unknown>> | null,
  ...names: string[]
): object is Readonly<Record<string, unknown>> {
  return object !== null && names.every(name => Object.hasOwn(object, name));
}

export function fieldOf({ fields }: Pick<StreamEvidence, 'fields'>, name: string): Uint8Array | undefined {
  return fields.find(([field]) => field === name)?.[1];
}

/** Whether an entry has these fields and no others. */
export function hasOnly({ fields }: StreamEvidence, ...names: string[]): boolean {
  return fields.length === names.length && names.every(name => fields.some(([field]) => field === name));
}

/** Whether a hash has these fields; others may be there, too. */
export function hasFields(evidence: KeyEvidence, ...names: string[]): boolean {
  return names.every(name => fieldOf(evidence, name) !== undefined);
}

/** Whether what was read of it are JSON objects with these members; never of what is empty. */
export function areObjectsWith({ values }: KeyEvidence, ...names: string[]): boolean {
  return values.length > 0 && values.every(value => hasMembers(jsonObject(value), ...names));
}

export function textOf(bytes: Uint8Array | undefined): string {
  return (bytes && utf8Text(bytes)) ?? '';
}

export const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
