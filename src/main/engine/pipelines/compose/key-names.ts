import { isKey, type Place } from '#shared/pipeline/place.ts';
import type { Plan } from '#shared/pipeline/plan.ts';
import type { MemberPath } from '#shared/pipeline/problems.ts';
import { kindOf, type SinkSpec } from '#shared/pipeline/sinks/sinks.ts';

/** The member of a file that gave a key its name, and what it could say instead. */
export interface KeyName {
  path: MemberPath;
  /** What keys of this name begin with. */
  stem: string;
  /** In the order in which they are offered. */
  others: { value: string; stem: string }[];
}

const MOST_OTHERS = 9;

/** @param sink its place: late ones and those of invalid events behind the others. Null where no member names it. */
export function keyNameOf(
  { file, lateSinks, invalidSinks }: Plan,
  sink: number,
  key: string,
): KeyName | null {
  const late = sink - file.sinks.length;
  const invalid = late - lateSinks.length;
  const [path, spec]: [MemberPath, SinkSpec | undefined] =
    late < 0
      ? [['sinks', sink], file.sinks[sink]]
      : invalid < 0
        ? [['late', 'sinks', late], lateSinks[late]]
        : [['invalid', 'sinks', invalid], invalidSinks[invalid]];
  if (!spec) return null;
  const names = namesIn(spec);
  const found =
    names.find(({ as, value }) => as === 'name' && value === key) ??
    names.find(({ as, value }) => as === 'prefix' && key.startsWith(value)) ??
    names.find(({ as }) => as === 'numbered');
  if (!found) return null;
  const { member, value, as } = found;
  const isTemplate = as === 'numbered';
  const stemOf = (text: string) => (isTemplate ? text.split('{', 1)[0]! : text);
  const others = othersOf(value, isTemplate, file.id).map(other => ({ value: other, stem: stemOf(other) }));
  return { path: [...path, member], stem: stemOf(value), others };
}

interface NamingMember {
  member: string;
  value: string;
  as: Place['as'];
}

/** The members of a sink that name its keys. */
function namesIn(spec: SinkSpec): NamingMember[] {
  return kindOf(spec)
    .writes(spec)
    .filter(isKey)
    .flatMap(({ name, as }) => {
      const found = Object.entries(spec).find(([member, value]) => member !== 'type' && value === name);
      return found ? [{ member: found[0], value: name, as }] : [];
    });
}

/** "orders:" as "orders-by-country:", by the id of the pipeline, and "orders-2:"; "{epoch}" as "orders-by-country:{epoch}". */
function othersOf(value: string, isTemplate: boolean, id: string): string[] {
  const numbers = Array.from({ length: MOST_OTHERS }, (_, index) => index + 2);
  if (isTemplate) return [`${id}:${value}`, ...numbers.map(number => `${id}-${number}:${value}`)];
  const [, name, end] = /^(.*?)([^\p{L}\p{N}}]*)$/su.exec(value)!;
  const byId = end === '' || `${id}${end}` === value ? [] : [`${id}${end}`];
  return [...byId, ...numbers.map(number => `${name}-${number}${end}`)];
}
