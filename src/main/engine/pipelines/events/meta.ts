import { isUtf8 } from 'node:buffer';
import type { Meta } from '#shared/pipeline/expression.ts';
import { bytesText } from '#shared/redis/text.ts';
import type { SourceEvent } from './event.ts';

/** What expressions see of where an event came from. */
export function metaOf(event: SourceEvent): Meta {
  const meta: Meta = { receivedAt: event.receivedAt };
  if (event.channel !== null) meta.channel = nameOf(event.channel);
  if (event.pattern !== null) meta.pattern = event.pattern;
  if (event.key !== null) meta.key = event.key;
  if (event.id !== null) meta.id = event.id;
  if (event.name !== null) meta.event = event.name;
  return meta;
}

/** Names that are not UTF-8 stay apart: their bytes are written as escapes. */
function nameOf(name: Buffer | string): string {
  return typeof name === 'string' || isUtf8(name) ? String(name) : bytesText(name);
}
