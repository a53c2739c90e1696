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

/** A whole number with so many digits may not fit a double. */
const MANY_DIGITS = 16;

/** Whether so many digits stand in a row: each such row covers a place that is a multiple of its length, so few places need a look. */
function hasManyDigits(text: string): boolean {
  for (let place = MANY_DIGITS - 1; place < text.length; place += MANY_DIGITS) {
    if (!isDigit(text.charCodeAt(place))) continue;
    let [start, end] = [place, place + 1];
    while (start > 0 && isDigit(text.charCodeAt(start - 1))) start--;
    while (end < text.length && isDigit(text.charCodeAt(end))) end++;
    if (end - start >= MANY_DIGITS) return true;
  }
  return false;
}

/** The same of bytes, where a look costs a fraction. */
function hasManyDigitBytes(bytes: Uint8Array): boolean {
  const { length } = bytes;
  for (let place = MANY_DIGITS - 1; place < length; place += MANY_DIGITS) {
    if (!isDigit(bytes[place]!)) continue;
    let start = place;
    let end = place + 1;
    while (start > 0 && isDigit(bytes[start - 1]!)) start--;
    while (end < length && isDigit(bytes[end]!)) end++;
    if (end - start >= MANY_DIGITS) return true;
  }
  return false;
}

const isDigit = (code: number) => code >= 48 && code <= 57;

/** JSON with whole numbers beyond 2^53 as BigInt: ids must not change under the hand. */
export function parseJson(text: string): unknown {
  return hasManyDigits(text) ? parseExactly(text) : JSON.parse(text);
}

/** The same of UTF-8. */
function parseJsonBytes(bytes: Buffer): unknown {
  const text = bytes.toString();
  return hasManyDigitBytes(bytes) ? parseExactly(text) : JSON.parse(text);
}

function parseExactly(text: string): unknown {
  return parseWithSource(text, (_, value, { source }) =>
    typeof value === 'number' &&
    !Number.isSafeInteger(value) &&
    source !== undefined &&
    /^-?\d+$/.test(source)
      ? BigInt(source)
      : value,
  );
}

/** Node hands the reviver the source text of primitive values (ECMAScript's "JSON.parse source text access"); the types don't know it yet. */
const parseWithSource = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
) => unknown;
