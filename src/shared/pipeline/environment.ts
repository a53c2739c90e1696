/** A variable that is used without a default and is not set. */
export interface MissingVariable {
  name: string;
  /** Where in the file: member names and indexes. */
  path: (string | number)[];
}

/**
 * Replaces `${NAME}` and `${NAME:-default}` in every string of a JSON value; the default is taken when the variable is unset or empty, as a
 * shell does, and may hold variables itself. Member names stay as they are.
 */
export function expandEnvironment(
  value: unknown,
  environment: Readonly<Record<string, string | undefined>>,
): { value: unknown; missing: MissingVariable[] } {
  const missing: MissingVariable[] = [];
  const expand = (part: unknown, path: (string | number)[]): unknown => {
    if (typeof part === 'string') {
      return expandText(part, environment, name => missing.push({ name, path }));
    }
    if (Array.isArray(part)) return part.map((item, index) => expand(item, [...path, index]));
    if (typeof part === 'object' && part !== null) {
      return Object.fromEntries(
        Object.entries(part).map(([key, item]) => [key, expand(item, [...path, key])]),
      );
    }
    return part;
  };
  return { value: expand(value, []), missing };
}

function expandText(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
  onMissing: (name: string) => void,
): string {
  let result = '';
  let index = 0;
  for (;;) {
    const start = text.indexOf('${', index);
    if (start < 0) return result + text.slice(index);
    const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(text.slice(start + 2))?.[0];
    const afterName = start + 2 + (name?.length ?? 0);
    const hasDefault = text.startsWith(':-', afterName);
    const end = hasDefault ? closingBrace(text, afterName + 2) : afterName;
    if (name === undefined || text[end] !== '}') {
      result += text.slice(index, start + 2);
      index = start + 2;
      continue;
    }
    const set = environment[name];
    result += text.slice(index, start);
    if (set !== undefined && set !== '') result += set;
    else if (hasDefault) result += expandText(text.slice(afterName + 2, end), environment, onMissing);
    else if (set === undefined) onMissing(name);
    index = end + 1;
  }
}

/** The brace that ends a default, past the braces of variables inside it. */
function closingBrace(text: string, from: number): number {
  let depth = 0;
  for (let index = from; index < text.length; index++) {
    if (text.startsWith('${', index)) depth++;
    else if (text[index] === '}' && depth-- === 0) return index;
  }
  return text.length;
}
