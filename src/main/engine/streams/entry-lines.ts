import { MillraceError } from '#shared/rpc/errors.ts';
import { utf8Text } from '#shared/redis/text.ts';
import { parseStreamId } from '#shared/redis/stream-id.ts';
import type { Entry } from './entries.ts';

type Part = string | { base64: string };

/** An entry as a JSON line: fields in order, text as it is, binary values as base64. */
export function entryLine(entry: Entry): string {
  const fields: [Part, Part][] = [];
  for (let index = 0; index + 1 < entry.fields.length; index += 2) {
    fields.push([partOf(entry.fields[index]!), partOf(entry.fields[index + 1]!)]);
  }
  return `${JSON.stringify({ id: entry.id, fields })}\n`;
}

/** @throws {MillraceError} `bad-input`, saying what is wrong with the line */
export function parseEntryLine(line: string): { id: string | null; fields: Buffer[] } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw invalid('it is not JSON');
  }
  if (typeof value !== 'object' || value === null || !('fields' in value)) throw invalid('it has no fields');
  const { fields } = value;
  const id = 'id' in value ? value.id : undefined;
  if (id !== undefined && typeof id !== 'string') throw invalid('its id is not text');
  if (id !== undefined) parseStreamId(id);
  if (!Array.isArray(fields) || fields.length === 0) throw invalid('its fields are not a list of pairs');
  const parts = fields.flatMap(pair => {
    if (!Array.isArray(pair) || pair.length !== 2) throw invalid('a field is not a pair of name and value');
    return [bytesOf(pair[0]), bytesOf(pair[1])];
  });
  return { id: id ?? null, fields: parts };
}

function partOf(bytes: Buffer): Part {
  return utf8Text(bytes) ?? { base64: bytes.toString('base64') };
}

function bytesOf(part: unknown): Buffer {
  if (typeof part === 'string') return Buffer.from(part);
  if (typeof part === 'object' && part !== null && 'base64' in part && typeof part.base64 === 'string')
    return Buffer.from(part.base64, 'base64');
  throw invalid('a name or value is neither text nor {"base64": ...}');
}

function invalid(why: string): MillraceError {
  return new MillraceError(
    'bad-input',
    `A line is not an entry: ${why}. A line is {"id":"1-0","fields":[["name","value"]]}; the id may be left out.`,
  );
}
