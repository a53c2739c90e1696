import type { z } from 'zod';
import type { Chance } from './chance.ts';

/** What a schema is made of, as far as the contract uses it. */
interface Definition {
  type: string;
  shape?: Record<string, z.ZodType>;
  element?: z.ZodType;
  options?: readonly z.ZodType[];
  items?: readonly z.ZodType[];
  innerType?: z.ZodType;
  in?: z.ZodType;
  values?: readonly unknown[];
  entries?: Record<string, unknown>;
  valueType?: z.ZodType;
  left?: z.ZodType;
}

/** Values that mean something where a member has this name: without them no call would get past "not found". */
export type Known = Readonly<Record<string, (chance: Chance) => unknown>>;

/** A value of a schema that is nearly always right, so that it reaches what is behind the check. */
export function valueOf(schema: z.ZodType, chance: Chance, known: Known, name = ''): unknown {
  if (chance.percent(2)) return nonsense(chance);
  const meaning = known[name];
  const isLeaf = !['object', 'array', 'optional', 'nullable', 'default'].includes(definitionOf(schema).type);
  if (meaning && isLeaf && chance.percent(95)) return meaning(chance);
  const def = definitionOf(schema);
  const inner = (part: z.ZodType) => valueOf(part, chance, known, name);
  switch (def.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(def.shape!).map(([key, part]) => [key, valueOf(part, chance, known, key)]),
      );
    case 'array':
      return Array.from({ length: chance.int(0, 3) }, () => inner(def.element!));
    case 'tuple':
      return def.items!.map(inner);
    case 'record':
      return { [chance.text()]: inner(def.valueType!) };
    case 'union':
      return inner(chance.pick(def.options!));
    case 'optional':
    case 'default':
    case 'prefault':
      return chance.percent(30) ? undefined : inner(def.innerType!);
    case 'nullable':
      return chance.percent(30) ? null : inner(def.innerType!);
    case 'pipe':
      return inner(def.in!);
    case 'intersection':
      return inner(def.left!);
    case 'literal':
      return chance.pick(def.values!);
    case 'enum':
      return chance.pick(Object.values(def.entries!));
    case 'string':
      return chance.text();
    case 'number':
      return chance.pick([0, 1, 2, 10, 100, 1_000, -1, 0.5, 2 ** 31, Number.MAX_SAFE_INTEGER]);
    case 'boolean':
      return chance.percent(50);
    case 'undefined':
    case 'void':
      return undefined;
    case 'custom':
      // The one class that the contract knows: bytes.
      return new Uint8Array(chance.bytes(chance.int(0, 30)));
    default:
      return nonsense(chance);
  }
}

function definitionOf(schema: z.ZodType): Definition {
  return schema.def;
}

function nonsense(chance: Chance): unknown {
  return chance.pick([
    () => null,
    () => undefined,
    () => chance.text(),
    () => -1,
    () => Number.NaN,
    () => [],
    () => ({}),
    () => true,
    () => new Uint8Array(chance.bytes(3)),
    () => JSON.parse('['.repeat(2_000) + ']'.repeat(2_000)) as unknown,
    () => JSON.parse('{"__proto__":{"a":1}}') as unknown,
  ])();
}
