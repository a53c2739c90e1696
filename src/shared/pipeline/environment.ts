/** A variable that is used without a default and is not set. */
export interface MissingVariable {
  name: string;
  /** Where in the file: member names and indexes. */
  path: (string | number)[];
}

const MAX_DEPTH = 64;
const USED = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?=\}|:-)/g;

/** A variable that a file uses, and the members that its value goes into: `source.url`. */
export interface UsedVariable {
  name: string;
  places: string[];
}

/** The variables that a file uses, each once. */
export function variablesUsed(value: unknown): UsedVariable[] {
  const used = new Map<string, Set<string>>();
  const look = (part: unknown, path: (string | number)[]): void => {
    if (path.length > MAX_DEPTH) return;
    if (typeof part === 'string')
      for (const [, name = ''] of part.matchAll(USED))
        used.set(name, (used.get(name) ?? new Set()).add(path.join('.')));
    else if (typeof part === 'object' && part !== null)
      for (const [key, item] of Object.entries(part)) look(item, [...path, key]);
  };
  look(value, []);
  return [...used].map(([name, places]) => ({ name, places: [...places] }));
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
    // A pipeline has a handful; the schema refuses what is below.
    if (path.length > MAX_DEPTH) return null;
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

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;

/** One way through the text, whatever is in it: defaults inside defaults are gone through in place. */
function expandText(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
  onMissing: (name: string) => void,
): string {
  const closing = closingBraces(text);
  if (closing.size === 0) return text;
  let result = '';
  let index = 0;
  let start = -1;
  /** Where the defaults end that are being gone through, outermost first. */
  const defaults: number[] = [];
  for (;;) {
    if (start < index) start = nextVariable(text, index);
    const end = defaults.at(-1);
    if (end !== undefined && end < start) {
      result += text.slice(index, end);
      index = end + 1;
      defaults.pop();
      continue;
    }
    if (start >= text.length) return result + text.slice(index);
    NAME.lastIndex = start + 2;
    const name = NAME.exec(text)?.[0];
    const afterName = start + 2 + (name?.length ?? 0);
    const close = closing.get(start);
    const hasDefault = text.startsWith(':-', afterName);
    result += text.slice(index, start);
    if (name === undefined || close === undefined || (!hasDefault && close !== afterName)) {
      result += '${';
      index = start + 2;
      continue;
    }
    index = close + 1;
    const set = environment[name];
    if (set !== undefined && set !== '') result += set;
    else if (hasDefault) {
      defaults.push(close);
      index = afterName + 2;
    } else if (set === undefined) onMissing(name);
  }
}

/** Where the next "${" is, or the end of the text. */
function nextVariable(text: string, from: number): number {
  const found = text.indexOf('${', from);
  return found < 0 ? text.length : found;
}

/** Where each "${" is closed, past those inside it. */
function closingBraces(text: string): Map<number, number> {
  const closing = new Map<number, number>();
  const open: number[] = [];
  for (let index = text.indexOf('${'); index >= 0 && index < text.length; index++) {
    if (text[index] === '}') {
      const start = open.pop();
      if (start !== undefined) closing.set(start, index);
    } else if (text[index] === '$' && text[index + 1] === '{') open.push(index);
  }
  return closing;
}
