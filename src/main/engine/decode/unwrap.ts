import { isUtf8 } from 'node:buffer';
import type { Decoding } from '#shared/contract/decoding.ts';
import { base64Bytes, mayHoldSomething } from './base64.ts';
import { isErlang } from './erlang.ts';
import { isJava } from './java.ts';
import { announcedCompression, decompress, OutputTooLarge, type Compression } from './compression.ts';
import { isJson } from './json-bytes.ts';
import { kombuJson } from './kombu.ts';
import { asynqJson, protobufJson } from './protobuf-json.ts';
import { isMessagePackContainer, isNamedMessagePack, messagePackToJson } from './message-pack.ts';

/** Whatever the payload holds, no more than this is made of it. */
export const MAX_DECODED_BYTES = 64 * 2 ** 20;
/** Something compressed in base64 in something compressed is meant; more is an accident. */
const MAX_STEPS = 4;

/** What a payload holds when all that is wrapped around it is taken off. */
export interface Unwrapped {
  /** What was taken off, from outside in; MessagePack is taken off by writing it as JSON. */
  steps: Decoding[];
  bytes: Buffer;
  /** Why something announced or chosen could not be taken off: `bytes` are then the payload as it came. */
  problem: string | null;
}

/** What has a form of its own, which is written as JSON. */
const ownForms: Partial<Record<Decoding, (bytes: Buffer) => Buffer>> = {
  kombu: kombuJson,
  asynq: asynqJson,
  protobuf: protobufJson,
};

/** Steps after which there is JSON, and nothing more to say of it. */
export const madeJson: ReadonlySet<string> = new Set(['msgpack', ...Object.keys(ownForms)]);

const compressions: ReadonlySet<Decoding> = new Set<Compression>(['gzip', 'deflate', 'brotli', 'zstd']);

/** Takes off what a payload is wrapped in: as it is chosen, or as it looks like, and then what is inside as it looks like. */
export function unwrap(payload: Buffer, chosen: Decoding | null, maxBytes = MAX_DECODED_BYTES): Unwrapped {
  try {
    if (chosen === null) return guess(payload, maxBytes, 0);
    if (chosen === 'msgpack') return inJson(payload, maxBytes);
    const read = ownForms[chosen];
    if (read) return { steps: [chosen], bytes: read(payload), problem: null };
    if (chosen === 'base64') {
      const inside = base64Bytes(payload);
      if (!inside) throw new Error('it is not base64');
      return around('base64', guess(inside, maxBytes, 1));
    }
    if (compressions.has(chosen)) {
      const kind = chosen as Compression;
      return around(kind, guess(decompress(kind, payload, maxBytes), maxBytes, 1));
    }
    return asItIs(payload);
  } catch (error) {
    return { steps: [], bytes: payload, problem: sentence(error as Error) };
  }
}

/** Whether there may be something to take off, by the first bytes alone: plain JSON and text cost nothing more. */
export function mayBeWrapped(bytes: Uint8Array): boolean {
  const first = bytes[0];
  if (first === undefined || first === 0x7b || first === 0x5b) return false;
  if (first >= 0x80) return isMessagePackContainer(first);
  return announcedCompression(bytes) !== undefined || mayHoldSomething(bytes);
}

function guess(bytes: Buffer, maxBytes: number, depth: number): Unwrapped {
  if (depth >= MAX_STEPS || !mayBeWrapped(bytes)) return asItIs(bytes);
  const compression = announcedCompression(bytes);
  if (compression) {
    const inside = guessedInside(compression, bytes, maxBytes);
    return inside ? around(compression, guess(inside, maxBytes, depth + 1)) : asItIs(bytes);
  }
  // Some terms of Erlang are maps of MessagePack by accident; as these they would have numbers for names.
  if (isErlang(bytes)) return asItIs(bytes);
  if (bytes[0]! >= 0x80) return isUtf8(bytes) ? asItIs(bytes) : (jsonOrNot(bytes, maxBytes) ?? asItIs(bytes));
  const inside = base64Bytes(bytes);
  const found = inside && guess(inside, maxBytes, depth + 1);
  return found && isEvidence(found, inside) ? around('base64', found) : asItIs(bytes);
}

/** Two bytes announce zlib, and text may begin with them ("x^2"): it counts only when all of it can be decompressed. */
function guessedInside(kind: Compression, bytes: Buffer, maxBytes: number): Buffer | undefined {
  try {
    return decompress(kind, bytes, maxBytes);
  } catch (error) {
    if (kind === 'deflate' && !(error instanceof OutputTooLarge)) return undefined;
    throw error;
  }
}

/** Many a word is base64 of something: only what could hardly be an accident counts. */
function isEvidence({ steps }: Unwrapped, inside: Buffer): boolean {
  if (steps.length > 0) return steps[0] !== 'msgpack' || isNamedMessagePack(inside);
  if (isJava(inside)) return true;
  const first = inside.toString('latin1', 0, 64).trimStart()[0];
  return (first === '{' || first === '[') && isJson(inside);
}

function jsonOrNot(bytes: Buffer, maxBytes: number): Unwrapped | undefined {
  try {
    return inJson(bytes, maxBytes);
  } catch {
    return undefined;
  }
}

function inJson(bytes: Buffer, maxBytes: number): Unwrapped {
  return { steps: ['msgpack'], bytes: Buffer.from(messagePackToJson(bytes, maxBytes)), problem: null };
}

function asItIs(bytes: Buffer): Unwrapped {
  return { steps: [], bytes, problem: null };
}

function around(outer: Decoding, { steps, bytes, problem }: Unwrapped): Unwrapped {
  return { steps: [outer, ...steps], bytes, problem };
}

function sentence({ message }: Error): string {
  return `${message[0]!.toUpperCase()}${message.slice(1)}.`;
}
