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
  if (payload === null) return event.value;
  switch (decode) {
    case 'json':
      return typeof payload === 'string' ? parseJson(payload) : parseJsonBytes(payload);
    case 'text':
      return typeof payload === 'string' ? payload : utf8.decode(payload);
    default:
      return typeof payload === 'string' ? Buffer.from(payload) : payload;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
