import { isUtf8 } from 'node:buffer';
import { decodeSteps, isForm, type Decode, type DecodedForm, type Wrapper } from '#shared/pipeline/decode.ts';
import type { MemberPath } from '#shared/pipeline/problems.ts';
import type { PipelineFile } from '#shared/pipeline/schema.ts';
import { base64Bytes } from '../../decode/base64.ts';
import { decompress } from '../../decode/compression.ts';
import { messagePackToJson } from '../../decode/message-pack.ts';
import { MAX_DECODED_BYTES } from '../../decode/unwrap.ts';
import { isNestedDeeper } from '../../json/nesting.ts';
import { refuseManyValues } from '../../json/json-size.ts';
import { parseJson, parseJsonBytes } from '../../json/parse-json.ts';
import type { SourceEvent } from './event.ts';

/** What a file says of an event is not so; `path` is the member that says it. */
export class Undecodable extends Error {
  readonly path: MemberPath;

  constructor(reason: string, path: MemberPath, cause?: unknown) {
    super(reason, { cause });
    this.path = path;
  }
}

/**
 * The value of an event.
 *
 * @throws {Error} when the payload is not what the file says, with the reason; {@link Undecodable} where another member than `decode` asks for it
 */
export function decodeEvent(
  event: SourceEvent,
  { decode, decodeFields }: Pick<PipelineFile, 'decode' | 'decodeFields'>,
): unknown {
  if (event.unreadable !== null) throw new Undecodable(event.unreadable.reason, event.unreadable.path);
  let value = event.payload === null ? event.value : decoded(event.payload, decode);
  if (decodeFields === undefined) return value;
  for (const [path, how] of Object.entries(decodeFields)) {
    try {
      value = withDecoded(value, path.split('.'), how);
    } catch (error) {
      throw new Undecodable(`event.${path}: ${(error as Error).message}`, ['decodeFields', path], error);
    }
  }
  return value;
}

function decoded(payload: Buffer | string, decode: Decode): unknown {
  // Nearly every event: no list is made for it.
  if (isForm(decode)) return valueOf(payload, decode);
  const { wrappers, form } = decodeSteps(decode);
  let inside = payload;
  for (const wrapper of wrappers) inside = takenOff(wrapper, inside);
  return valueOf(inside, form);
}

function takenOff(wrapper: Wrapper, payload: Buffer | string): Buffer {
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
  if (wrapper !== 'base64') return decompress(wrapper, bytes, MAX_DECODED_BYTES);
  const inside = base64Bytes(bytes);
  if (!inside) throw new Error('it is not base64');
  return inside;
}

function valueOf(payload: Buffer | string, form: DecodedForm): unknown {
  switch (form) {
    case 'json':
      if (isNestedDeeper(payload, MAX_DEPTH)) throw new Error(`it is nested more than ${MAX_DEPTH} deep`);
      refuseManyValues(payload);
      if (typeof payload === 'string') return parseJson(payload);
      requireUtf8(payload);
      return parseJsonBytes(payload);
    case 'msgpack':
      return parseJson(
        messagePackToJson(typeof payload === 'string' ? Buffer.from(payload) : payload, MAX_DECODED_BYTES),
      );
    case 'text':
      if (typeof payload === 'string') return payload;
      requireUtf8(payload);
      return payload.toString();
    case 'none':
      return typeof payload === 'string' ? Buffer.from(payload) : payload;
  }
}

/** The same value with one field of it decoded; what is not there is left so. @param path the names that lead to it */
function withDecoded(value: unknown, [name, ...rest]: readonly string[], decode: Decode): unknown {
  if (name === undefined) {
    if (typeof value !== 'string' && !Buffer.isBuffer(value)) throw new Error('it is neither text nor bytes');
    return decoded(value, decode);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
    return value;
  // A copy: what a source gave may be looked at again.
  return { ...value, [name]: withDecoded((value as Record<string, unknown>)[name], rest, decode) };
}

/** What expressions and sinks walk through by recursion. */
const MAX_DEPTH = 500;

/** Other bytes would become replacement characters, and different keys the same. */
function requireUtf8(payload: Buffer): void {
  if (!isUtf8(payload)) throw new Error('it is not valid UTF-8');
}
