import { isUtf8 } from 'node:buffer';
import { isNestedDeeper } from '../../json/nesting.ts';
import { refuseManyValues } from '../../json/json-size.ts';
import { parseJson, parseJsonBytes } from '../../json/parse-json.ts';
import type { SourceEvent } from './event.ts';
import type { PipelineFile } from '#shared/pipeline/schema.ts';

/**
 * The value of an event.
 *
 * @throws {Error} when the payload is not what `decode` says, with the reason
 */
export function decodeEvent(event: SourceEvent, decode: PipelineFile['decode']): unknown {
  const { payload } = event;
  if (event.unreadable !== null) throw new Error(event.unreadable);
  if (payload === null) return event.value;
  switch (decode) {
    case 'json':
      if (isNestedDeeper(payload, MAX_DEPTH)) throw new Error(`it is nested more than ${MAX_DEPTH} deep`);
      refuseManyValues(payload);
      if (typeof payload === 'string') return parseJson(payload);
      requireUtf8(payload);
      return parseJsonBytes(payload);
    case 'text':
      if (typeof payload === 'string') return payload;
      requireUtf8(payload);
      return payload.toString();
    default:
      return typeof payload === 'string' ? Buffer.from(payload) : payload;
  }
}

/** What expressions and sinks walk through by recursion. */
const MAX_DEPTH = 500;

/** Other bytes would become replacement characters, and different keys the same. */
function requireUtf8(payload: Buffer): void {
  if (!isUtf8(payload)) throw new Error('it is not valid UTF-8');
}
