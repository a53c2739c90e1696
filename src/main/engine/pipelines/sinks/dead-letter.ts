import { isObject } from '../events/json.ts';
import { kindOf, type SourceSpec } from '#shared/pipeline/sources/sources.ts';
import { provenanceFields } from '#shared/redis/dead-letter.ts';
import type { Argument } from '../../connections/redis-client.ts';
import type { InvalidEvent } from '../events/batch.ts';
import type { SourceEvent } from '../events/event.ts';
import type { NewEntry } from './stream.ts';
import { textOfMember } from './values.ts';

/** An invalid event as a dead letter: its own fields as they are, and behind them where it came from and why. */
export function deadLetter(
  { event, reason, at }: InvalidEvent,
  source: SourceSpec,
  worker: string,
): NewEntry {
  const own = ownFields(event);
  const group = kindOf(source).sharing(source)?.group;
  const { key, channel, id, deliveries } = event;
  const provenance: Argument[] = [
    key ?? channel ?? source.type,
    group ?? '',
    group === undefined ? '' : worker,
    id ?? '',
    deliveries,
    Math.round(at),
    reason,
  ];
  return {
    names: [...own.filter((_, index) => index % 2 === 0), ...provenanceFields],
    values: [...own.filter((_, index) => index % 2 === 1), ...provenance],
  };
}

/** Names and values in turn. What has no fields is the value of one. */
function ownFields({ fields, payload, value }: SourceEvent): Argument[] {
  if (fields !== null) return [...fields];
  if (payload !== null) return ['data', payload];
  if (!isObject(value)) return ['data', textOfMember(value)];
  return Object.entries(value).flatMap(([name, member]) => [name, textOfMember(member)]);
}
