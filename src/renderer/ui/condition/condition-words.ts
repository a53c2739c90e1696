import { nearest } from '#shared/nearest.ts';

/** Fields are offered to this depth, and no more of them. */
const MAX_DEPTH = 3;
const MAX_OFFERED = 12;

/** Text that nobody means as a part of a payload: it names a field, or compares. */
export function looksLikeCel(text: string): boolean {
  return /\b(?:event|meta)\s*[.[]|==|!=|&&|\|\|/.test(text);
}

/** The fields that messages have, as CEL names them, those of most messages first. */
export function fieldsOf(previews: Iterable<string>): string[] {
  const counts = new Map<string, number>();
  for (const preview of previews)
    for (const field of new Set(pathsOf(preview))) counts.set(field, (counts.get(field) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([field]) => field);
}

/** A member of what `path` names, as CEL names it. */
export function fieldName(path: string, name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
}

function pathsOf(preview: string): string[] {
  try {
    return pathsIn(JSON.parse(preview), 'event', 1);
  } catch {
    // The beginning of a longer payload: its names can be read all the same, but not where they stand.
    return [];
  }
}

function pathsIn(value: unknown, path: string, depth: number): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > MAX_DEPTH) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const own = fieldName(path, name);
    return [own].concat(pathsIn(inner, own, depth + 1));
  });
}

/** What the name before the caret can become. */
export interface Completion {
  /** Where that name begins. */
  from: number;
  fields: string[];
}

/** Fields that go on with the name before the caret; null when none does. */
export function completionAt(text: string, caret: number, fields: readonly string[]): Completion | null {
  const before = text.slice(0, caret);
  // Inside of quotes nothing is a field.
  if ((before.match(/"/g)?.length ?? 0) % 2 === 1) return null;
  const word = /[A-Za-z_][\w.]*$/.exec(before)?.[0];
  if (word === undefined) return null;
  const wanted = word.toLowerCase();
  const fitting = fields.filter(
    field =>
      field !== word &&
      (field.toLowerCase().startsWith(wanted) ||
        field
          .slice(field.indexOf('.') + 1)
          .toLowerCase()
          .startsWith(wanted)),
  );
  return fitting.length === 0 ? null : { from: caret - word.length, fields: fitting.slice(0, MAX_OFFERED) };
}

/** What is wrong with an expression, in the terms of who looks at messages. */
export function inOwnTerms(message: string, fields: readonly string[]): string {
  const name = /Unknown variable: (\w+)/.exec(message)?.[1];
  if (name === undefined) return message;
  const field = fields.find(known => known === `event.${name}`);
  if (field !== undefined) return `The field ${name} is written ${field}.`;
  const near = nearest(name, ['event', 'meta', ...fields.map(known => known.replace(/^event\./, ''))]);
  const full = near === 'event' || near === 'meta' ? near : near && `event.${near}`;
  return `${name} is not a field.${full ? ` Did you mean ${full}?` : ''}`;
}
