import { bytesText, utf8Text } from '../text.ts';
import { isAggregate, type RedisReply } from './reply.ts';

/**
 * A reply as JSON, for programs. A map is an object, what is not UTF-8 is `{"base64": …}`, an error `{"error": …}`; integers keep all their digits.
 */
export function replyJson(reply: RedisReply, indent = ''): string {
  if (isAggregate(reply)) {
    const inner = `${indent}  `;
    const members =
      reply.type === 'map'
        ? pairsOf(reply.items).map(
            ([key, value]) => `${JSON.stringify(keyText(key))}: ${replyJson(value, inner)}`,
          )
        : reply.items.map(item => replyJson(item, inner));
    const [open, close] = reply.type === 'map' ? ['{', '}'] : ['[', ']'];
    if (members.length === 0) return open + close;
    return `${open}\n${members.map(member => inner + member).join(',\n')}\n${indent}${close}`;
  }
  switch (reply.type) {
    case 'nil':
      return 'null';
    case 'boolean':
      return String(reply.value);
    case 'integer':
    case 'big-number':
      return reply.text;
    case 'double':
      return Number.isFinite(Number(reply.text)) ? reply.text : JSON.stringify(reply.text);
    case 'status':
      return JSON.stringify(reply.text);
    case 'error':
      return `{ "error": ${JSON.stringify(reply.text)} }`;
    case 'string':
    case 'verbatim': {
      const text = utf8Text(reply.bytes);
      return text === null ? `{ "base64": "${base64(reply.bytes)}" }` : JSON.stringify(text);
    }
  }
}

/** Keys and values of a map. */
export function pairsOf(items: readonly RedisReply[]): [key: RedisReply, value: RedisReply][] {
  return Array.from({ length: Math.floor(items.length / 2) }, (_, index) => [
    items[2 * index]!,
    items[2 * index + 1]!,
  ]);
}

/** The name of a field: the text of what is text, else how it would be written. */
export function keyText(key: RedisReply): string {
  if (key.type === 'string' || key.type === 'verbatim') return bytesText(key.bytes);
  return 'text' in key ? key.text : replyJson(key);
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
