import type { JsonPlace } from './json-place.ts';

/** The part of a JSON Schema (draft 2020-12, without references) that choices are read from. */
export interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema | boolean;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  const?: unknown;
  enum?: unknown[];
  type?: string | string[];
  description?: string;
}

export interface Choice {
  text: string;
  description: string;
}

/** What a schema allows at a place: names of properties that are not there yet, or values where these can be listed. */
export function schemaChoices(schema: JsonSchema, { containers, expects }: JsonPlace): Choice[] {
  let schemas = [schema];
  for (const [index, container] of containers.entries()) {
    const fitting = schemas
      .flatMap(variants)
      .filter(candidate => fits(candidate, container.strings, container.key));
    const isLast = index === containers.length - 1;
    if (isLast && expects === 'key') return names(fitting, container.keys);
    schemas = fitting.flatMap(candidate => childOf(candidate, container.kind, container.key));
  }
  return expects === 'value' ? values(schemas.flatMap(variants)) : [];
}

function variants(schema: JsonSchema): JsonSchema[] {
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return inner.length === 0 ? [schema] : inner.flatMap(variants);
}

/** A variant is out when a property that names it (`"type": "sse"`) is written, and says another one. */
function fits(schema: JsonSchema, strings: ReadonlyMap<string, string>, writing: string | null): boolean {
  return Object.entries(schema.properties ?? {}).every(
    ([name, { const: fixed }]) =>
      fixed === undefined || name === writing || !strings.has(name) || strings.get(name) === fixed,
  );
}

function childOf(schema: JsonSchema, kind: 'object' | 'array', key: string | null): JsonSchema[] {
  const child =
    kind === 'array'
      ? schema.items
      : key === null
        ? undefined
        : (schema.properties?.[key] ?? schema.additionalProperties);
  return typeof child === 'object' ? [child] : [];
}

function names(schemas: JsonSchema[], written: readonly string[]): Choice[] {
  const choices = new Map<string, string>();
  for (const { properties = {} } of schemas) {
    for (const [name, { description = '' }] of Object.entries(properties)) {
      if (!written.includes(name) && !choices.has(name)) choices.set(name, description);
    }
  }
  return [...choices].map(([text, description]) => ({ text, description }));
}

function values(schemas: JsonSchema[]): Choice[] {
  const texts = schemas.flatMap(({ const: fixed, enum: several, type }) =>
    fixed !== undefined ? [fixed] : (several ?? (type === 'boolean' ? [true, false] : [])),
  );
  return [...new Set(texts.map(value => JSON.stringify(value)))].map(text => ({ text, description: '' }));
}
