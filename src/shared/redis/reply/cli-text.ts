import { shownText, utf8Text } from '../text.ts';
import { isAggregate, type AggregateReply, type RedisReply } from './reply.ts';

/** Commands whose answer is text for people: redis-cli prints it as it is (`cliSendCommand` of redis-cli.c). */
const RAW: ReadonlySet<string> = new Set([
  'info',
  'lolwut',
  'debug htstats',
  'debug htstats-key',
  'debug client-eviction',
  'memory malloc-stats',
  'memory doctor',
  'cluster nodes',
  'cluster info',
  'client list',
  'client info',
  'latency graph',
  'latency doctor',
  'proxy info',
]);

/** Whether redis-cli prints the answer of this command as it is, without quotes. */
export function printsRaw(words: readonly string[]): boolean {
  const [name = '', sub = ''] = words.map(word => word.toLowerCase());
  return RAW.has(name) || RAW.has(`${name} ${sub}`);
}

/** A reply as redis-cli prints it on a terminal; what of it is not here is said where it is missing. */
export function cliText(reply: RedisReply, raw = false): string {
  if (raw && reply.type === 'string') return plainText(reply.bytes) + missingBytes(reply);
  return lines(reply, '').join('\n');
}

/** The bytes of a string in double quotes, as redis-cli shows them (`sdscatrepr`). */
function quotedBytes(bytes: Uint8Array): string {
  let text = '"';
  for (const byte of bytes) text += quotedByte[byte]!;
  return `${text}"`;
}

const quotedByte = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  const short = { 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 13: '\\r' }[byte];
  if (short !== undefined) return short;
  if (character === '"' || character === '\\') return `\\${character}`;
  return byte >= 0x20 && byte < 0x7f ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
});

/** Escape sequences for terminals in it are written out: a server must not draw on the page. */
function plainText(bytes: Uint8Array): string {
  const text = utf8Text(bytes) ?? Array.from(bytes, byte => String.fromCharCode(byte)).join('');
  return shownText(text.replace(/\r\n/g, '\n'));
}

function missingBytes({ bytes, length }: { bytes: Uint8Array; length: number }): string {
  return bytes.length < length ? `… (the first ${bytes.length} of ${length} bytes)` : '';
}

const EMPTY: Readonly<Record<AggregateReply['type'], string>> = {
  array: '(empty array)',
  map: '(empty hash)',
  set: '(empty set)',
  push: '(empty push)',
};
/** What follows the number of an element. */
const SIGN: Readonly<Record<AggregateReply['type'], string>> = { array: ')', push: ')', set: '~', map: '#' };

/** The lines of a reply; the first is without the indentation, which the number of its element has taken. */
function lines(reply: RedisReply, indent: string): string[] {
  if (isAggregate(reply)) return aggregateLines(reply, indent);
  switch (reply.type) {
    case 'nil':
      return ['(nil)'];
    case 'boolean':
      return [reply.value ? '(true)' : '(false)'];
    case 'status':
      return [shownText(reply.text)];
    case 'error':
      return [`(error) ${shownText(reply.text)}`];
    case 'integer':
      return [`(integer) ${reply.text}`];
    case 'double':
      return [`(double) ${reply.text}`];
    case 'big-number':
      return [reply.text];
    case 'string':
      return [quotedBytes(reply.bytes) + missingBytes(reply)];
    case 'verbatim':
      return [plainText(reply.bytes) + missingBytes(reply)];
  }
}

/** Whether a value in a map begins on a line of its own: it, or the one that it has in it, has several elements. */
function isMultiline(value: RedisReply): boolean {
  if (!isAggregate(value) || value.length === 0) return false;
  const first = value.items[value.type === 'map' ? 1 : 0];
  return value.length > (value.type === 'map' ? 2 : 1) || (first !== undefined && isMultiline(first));
}

function aggregateLines(reply: AggregateReply, indent: string): string[] {
  if (reply.length === 0) return [EMPTY[reply.type]];
  const isMap = reply.type === 'map';
  const step = isMap ? 2 : 1;
  const width = String(reply.length / step).length;
  const inner = indent + ' '.repeat(width + 2);
  const all: string[] = [];
  for (let index = 0; index < reply.items.length; index += step) {
    const number = `${String(index / step + 1).padStart(width)}${SIGN[reply.type]} `;
    const own = lines(reply.items[index]!, inner);
    if (isMap) {
      const value = reply.items[index + 1]!;
      const [first, ...rest] = lines(value, inner);
      if (isMultiline(value)) own.push(`${own.pop()!} => `, inner + first!, ...rest);
      else own.push(`${own.pop()!} => ${first!}`, ...rest);
    }
    all.push((index === 0 ? '' : indent) + number + own[0]!, ...own.slice(1));
  }
  const missing = (reply.length - reply.items.length) / step;
  if (missing > 0) all.push(`${all.length === 0 ? '' : indent}… (${missing} more)`);
  return all;
}
