import { bytesText } from '../text.ts';
import { keyText, pairsOf } from './json-text.ts';
import { isAggregate, type RedisReply } from './reply.ts';

/** A reply as rows and columns. Null stands for what a row does not have. */
export interface ReplyTable {
  columns: string[];
  rows: (string | null)[][];
}

/** Entries of streams have as many fields as their writers like: more columns than this are one. */
const MOST_COLUMNS = 24;

/**
 * A reply as a table: a map as fields and values, a list of maps (XINFO GROUPS) and one of entries (XRANGE) with a column for each field, a list of
 * pairs (ZRANGE WITHSCORES) as two columns, any other list as its items; null for what is a single value.
 */
export function replyTable(reply: RedisReply): ReplyTable | null {
  if (!isAggregate(reply)) return null;
  if (reply.type === 'map') {
    const pairs = pairsOf(reply.items);
    return {
      columns: ['field', 'value'],
      rows: pairs.map(([key, value]) => [keyText(key), cellText(value)]),
    };
  }
  const entries = reply.items.map(entryOf);
  if (entries.length > 0 && entries.every(entry => entry !== null))
    return named(
      ['id'],
      entries.map(({ id, fields }) => ({ lead: [id], fields })),
    );
  const maps = reply.items.map(mapOf);
  if (maps.length > 0 && maps.every(fields => fields !== null))
    return named(
      [],
      maps.map(fields => ({ lead: [], fields })),
    );
  const width = rowWidth(reply.items);
  if (width !== null)
    return {
      columns: ['#', ...Array.from({ length: width }, (_, index) => `value ${index + 1}`)],
      rows: reply.items.map((item, index) => [
        String(index + 1),
        ...(isAggregate(item) ? item.items.map(cellText) : []),
      ]),
    };
  return {
    columns: ['#', 'value'],
    rows: reply.items.map((item, index) => [String(index + 1), cellText(item)]),
  };
}

/** A value in one line. */
function cellText(reply: RedisReply): string {
  if (isAggregate(reply)) {
    if (reply.type === 'map')
      return `{${pairsOf(reply.items)
        .map(([key, value]) => `${keyText(key)}: ${cellText(value)}`)
        .join(', ')}}`;
    return `[${reply.items.map(cellText).join(', ')}]`;
  }
  switch (reply.type) {
    case 'string':
    case 'verbatim':
      return bytesText(reply.bytes);
    case 'nil':
      return '(nil)';
    case 'boolean':
      return String(reply.value);
    case 'error':
      return `(error) ${reply.text}`;
    default:
      return reply.text;
  }
}

type Fields = ReadonlyMap<string, string>;

/** A column for each name that a row has, in the order in which they came. */
function named(lead: string[], rows: readonly { lead: readonly string[]; fields: Fields }[]): ReplyTable {
  const names = [...new Set(rows.flatMap(({ fields }) => [...fields.keys()]))];
  if (names.length > MOST_COLUMNS) {
    const text = (fields: Fields) => [...fields].map(([name, value]) => `${name}: ${value}`).join(', ');
    return {
      columns: [...lead, 'fields'],
      rows: rows.map(row => [...row.lead, text(row.fields)]),
    };
  }
  return {
    columns: [...lead, ...names],
    rows: rows.map(row => [...row.lead, ...names.map(name => row.fields.get(name) ?? null)]),
  };
}

function mapOf(reply: RedisReply): Fields | null {
  if (reply.type !== 'map') return null;
  return new Map(pairsOf(reply.items).map(([key, value]) => [keyText(key), cellText(value)]));
}

/** `[id, [field, value, …]]`, as XRANGE answers in both protocols. A field that is there twice has both its values. */
function entryOf(reply: RedisReply): { id: string; fields: Fields } | null {
  if (reply.type !== 'array' || reply.items.length !== 2) return null;
  const [id, body] = reply.items as [RedisReply, RedisReply];
  if (id.type !== 'string' || body.type !== 'array' || body.length % 2 !== 0) return null;
  const idText = bytesText(id.bytes);
  if (!/^\d+-\d+$/.test(idText)) return null;
  const fields = new Map<string, string>();
  for (const [key, value] of pairsOf(body.items)) {
    const name = keyText(key);
    const before = fields.get(name);
    fields.set(name, before === undefined ? cellText(value) : `${before}, ${cellText(value)}`);
  }
  return { id: idText, fields };
}

/** How many values each item has, where all are lists of as many plain ones. */
function rowWidth(items: readonly RedisReply[]): number | null {
  const first = items[0];
  if (first === undefined || first.type !== 'array' || first.items.length === 0) return null;
  const width = first.items.length;
  const fits = (item: RedisReply) =>
    item.type === 'array' && item.items.length === width && !item.items.some(isAggregate);
  return items.every(fits) ? width : null;
}
