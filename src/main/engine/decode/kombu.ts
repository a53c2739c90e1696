import { JsonScanner } from '#shared/json/scanner.ts';
import { utf8Text } from '#shared/redis/text.ts';
import { replacedMembers } from '../json/replaced-members.ts';
import { foreignText } from './foreign-text.ts';
import { foreignFormat } from './foreign.ts';
import { isJson, type JsonBytes } from './json-bytes.ts';

/**
 * A message of kombu with its body read, as JSON: what is in base64 is JSON, a pickle (as text) or something else. Also of what a worker has taken, where the
 * message stands first in a list. Everything else stays as it was written.
 *
 * @throws {Error} why it is no such message
 * @see https://docs.celeryq.dev/en/stable/internals/protocol.html
 */
export function kombuJson(bytes: Buffer): JsonBytes {
  const text = utf8Text(bytes);
  const [from, to] = text === null ? [-1, -1] : objectIn(text);
  if (text === null || from < 0 || !isJson(bytes)) throw new Error('it is not a message of kombu');
  const message = JSON.parse(text.slice(from, to)) as {
    body?: unknown;
    properties?: { body_encoding?: unknown } | null;
  };
  if (typeof message.body !== 'string' || typeof message.properties !== 'object')
    throw new Error('it is not a message of kombu');
  const isBase64 = message.properties?.body_encoding === 'base64';
  const body = Buffer.from(message.body, isBase64 ? 'base64' : 'utf8');
  return Buffer.from(
    text.slice(0, from) + replacedMembers(text.slice(from, to), { body: bodyText(body) }) + text.slice(to),
  );
}

/** As JSON: itself, the structure of what Python wrote, text, or base64 as it was. */
export function bodyText(body: Buffer): string {
  if (body.length > 0 && isJson(body)) return body.toString();
  const foreign = foreignFormat(body);
  const structure = foreign === null ? null : foreignText(foreign, body);
  return JSON.stringify(structure ?? utf8Text(body) ?? { base64: body.toString('base64') });
}

/** Where the object is: all of it, or the first element of a list. */
function objectIn(text: string): [from: number, to: number] {
  const scanner = new JsonScanner(text);
  let from = -1;
  for (let depth = 0, isAt = 0; scanner.next();) {
    const { kind, start, end } = scanner;
    if (kind === 'open') {
      depth++;
      if (from < 0 && text[start] === '{') [from, isAt] = [start, depth];
      else if (from < 0 && depth > 1) return [-1, -1];
    } else if (kind === 'close') {
      if (from >= 0 && depth === isAt) return [from, end];
      depth--;
    } else if (from < 0) return [-1, -1];
  }
  return [-1, -1];
}
