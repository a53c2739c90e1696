import { pipelineJsonSchema } from '#shared/pipeline/schema.ts';

/** How a part of a pipeline file is edited, as its JSON Schema tells it: a new kind of source or sink has a form by itself. */
export type Shape =
  | { kind: 'text' }
  | { kind: 'template' }
  | { kind: 'duration' }
  | { kind: 'bool' }
  | { kind: 'cel'; over: 'event' | 'row' | 'either' }
  | { kind: 'number'; isWhole: boolean }
  | { kind: 'choice'; choices: readonly string[]; fallback: string | null }
  /** One of the choices, or several from the outside in. */
  | { kind: 'chain'; choices: readonly string[]; most: number }
  | { kind: 'list'; item: Shape; least: number }
  /** Members with names of their own. */
  | { kind: 'named'; item: Shape }
  | { kind: 'object'; fields: readonly FormField[] }
  /** Objects that are told apart by a member: `type`. */
  | { kind: 'variants'; by: string; variants: ReadonlyMap<string, readonly FormField[]> }
  /** Objects that have one member each: the name of a function. */
  | { kind: 'tagged'; tags: ReadonlyMap<string, Shape> }
  /** A word, or an object in its place. */
  | { kind: 'wordOrObject'; word: string; fields: readonly FormField[] }
  /** Always the same. */
  | { kind: 'fixed'; value: unknown }
  /** What no form can show: it is edited in the text. */
  | { kind: 'unknown' };

/** A member of an object. */
export interface FormField {
  name: string;
  shape: Shape;
  isRequired: boolean;
  /** What holds where it is left out; undefined where nothing does. */
  fallback: unknown;
  description: string;
}

/** The part of JSON Schema (draft 2020-12, without references) that zod writes. */
interface Schema {
  type?: string;
  format?: string;
  pattern?: string;
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  items?: Schema | boolean;
  minItems?: number;
  maxItems?: number;
  anyOf?: Schema[];
  oneOf?: Schema[];
}

const DURATION = '^(\\d+)(ms|s|m|h|d)$';

/** Each member of a pipeline, by its name. */
export const pipelineFields: ReadonlyMap<string, FormField> = new Map(
  fieldsOf((pipelineJsonSchema() as Schema).anyOf![0]!).map(field => [field.name, field]),
);

function fieldsOf({ properties = {}, required = [] }: Schema): FormField[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    shape: shapeOf(schema),
    isRequired: required.includes(name),
    fallback: schema.default,
    description: schema.description ?? '',
  }));
}

function shapeOf(schema: Schema): Shape {
  if ('const' in schema) return { kind: 'fixed', value: schema.const };
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return shapeOfOptions(options);
  if (schema.enum?.every(item => typeof item === 'string'))
    return { kind: 'choice', choices: schema.enum, fallback: textOf(schema.default) };
  switch (schema.type) {
    case 'string':
      return shapeOfText(schema);
    case 'integer':
    case 'number':
      return { kind: 'number', isWhole: schema.type === 'integer' };
    case 'boolean':
      return { kind: 'bool' };
    case 'array':
      return typeof schema.items === 'object'
        ? { kind: 'list', item: shapeOf(schema.items), least: schema.minItems ?? 0 }
        : { kind: 'unknown' };
    case 'object':
      if (schema.properties) return { kind: 'object', fields: fieldsOf(schema) };
      return typeof schema.additionalProperties === 'object'
        ? { kind: 'named', item: shapeOf(schema.additionalProperties) }
        : { kind: 'unknown' };
    default:
      return { kind: 'unknown' };
  }
}

function shapeOfText({ format, pattern }: Schema): Shape {
  if (format === 'cel-event') return { kind: 'cel', over: 'event' };
  if (format === 'cel-row') return { kind: 'cel', over: 'row' };
  if (format === 'cel-either') return { kind: 'cel', over: 'either' };
  if (format === 'template') return { kind: 'template' };
  return { kind: pattern === DURATION ? 'duration' : 'text' };
}

function shapeOfOptions(options: readonly Schema[]): Shape {
  const [first, second] = options;
  if (options.length === 2 && typeof first!.const === 'string' && second!.properties)
    return { kind: 'wordOrObject', word: first!.const, fields: fieldsOf(second!) };
  if (options.length === 2 && first!.enum && second!.type === 'array')
    return { kind: 'chain', choices: first!.enum.map(String), most: second!.maxItems ?? 1 };
  if (!options.every(({ properties }) => properties)) return { kind: 'unknown' };
  if (options.every(({ properties }) => typeof properties!.type?.const === 'string'))
    return {
      kind: 'variants',
      by: 'type',
      variants: new Map(options.map(option => [String(option.properties!.type!.const), fieldsOf(option)])),
    };
  if (options.every(({ properties }) => Object.keys(properties!).length === 1))
    return {
      kind: 'tagged',
      tags: new Map(
        options.map(({ properties }) => {
          const [[name, schema]] = Object.entries(properties!) as [[string, Schema]];
          return [name, shapeOf(schema)];
        }),
      ),
    };
  return { kind: 'unknown' };
}

/** What a new value of a shape begins with: what has to be said is left empty. */
export function beginningOf(shape: Shape): unknown {
  switch (shape.kind) {
    case 'text':
    case 'template':
    case 'cel':
      return '';
    case 'duration':
      return '10s';
    case 'bool':
      return true;
    case 'number':
      return 1;
    case 'choice':
    case 'chain':
      return shape.choices[0];
    case 'list':
      return shape.least > 0 ? [beginningOf(shape.item)] : [];
    case 'named':
      return {};
    case 'object':
      return requiredOf(shape.fields);
    case 'variants': {
      const [[type, fields]] = shape.variants as unknown as [[string, readonly FormField[]]];
      return { [shape.by]: type, ...requiredOf(fields) };
    }
    case 'tagged': {
      const [[name, inner]] = shape.tags as unknown as [[string, Shape]];
      return { [name]: beginningOf(inner) };
    }
    case 'wordOrObject':
      return shape.word;
    case 'fixed':
      return shape.value;
    default:
      return null;
  }
}

function requiredOf(fields: readonly FormField[]): Record<string, unknown> {
  return Object.fromEntries(
    fields.filter(({ isRequired }) => isRequired).map(({ name, shape }) => [name, beginningOf(shape)]),
  );
}

/**
 * A variant in place of another one: what means the same in both stays, and what neither has (members that no form knows) does too.
 *
 * @param value the object as it is
 */
export function asVariant(
  { by, variants }: Extract<Shape, { kind: 'variants' }>,
  value: Readonly<Record<string, unknown>>,
  type: string,
): Record<string, unknown> {
  const before = new Map((variants.get(String(value[by])) ?? []).map(({ name, shape }) => [name, shape]));
  const fields = variants.get(type) ?? [];
  const after = new Map(fields.map(({ name, shape }) => [name, shape]));
  const isKept = (name: string) =>
    after.has(name)
      ? JSON.stringify(after.get(name)) === JSON.stringify(before.get(name))
      : !before.has(name);
  const kept = Object.entries(value).filter(([name]) => name !== by && isKept(name));
  return { [by]: type, ...requiredOf(fields.filter(({ name }) => name !== by)), ...Object.fromEntries(kept) };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
