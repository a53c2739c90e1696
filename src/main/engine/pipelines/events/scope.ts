import { isUtf8 } from 'node:buffer';
import type { Expression, Meta, Scope } from '#shared/pipeline/expression.ts';
import { bytesText } from '#shared/redis/text.ts';
import type { PassedEvent } from './batch.ts';
import type { SourceEvent } from './event.ts';

/** What an expression sees of an event that has passed; where it came from only if it asks for that. */
export function scopeOf({ event, value }: PassedEvent, { usesMeta }: Expression): Scope {
  return usesMeta ? { event: value, meta: metaOf(event) } : { event: value };
}

/** Whether a condition is true; where it throws, it is not. */
export function holds<S>(condition: (scope: S) => unknown, scope: S): boolean {
  try {
    return condition(scope) === true;
  } catch {
    return false;
  }
}

/** What an expression gives; null where it throws or has no value. */
export function valueIn<S>(expression: (scope: S) => unknown, scope: S): unknown {
  try {
    return expression(scope) ?? null;
  } catch {
    return null;
  }
}

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
