import { closingQuote, JsonScanner } from '#shared/json/scanner.ts';

/** A value inside JSON text, by where it stands. */
export interface JsonNode {
  /** The key as it was written, without quotes; null for elements of an array and for the root. */
  key: string | null;
  /** Its place among its siblings. */
  index: number;
  kind: 'object' | 'array' | 'string' | 'number' | 'literal';
  start: number;
  end: number;
}

/** The outermost value. `text` is valid JSON. */
export function rootNode(text: string): JsonNode {
  const scanner = new JsonScanner(text);
  scanner.next();
  return { key: null, index: 0, kind: kindOf(scanner), start: scanner.start, end: text.trimEnd().length };
}

/** The direct members of a container, in order, repeated keys included; none for a plain value. */
export function childNodes(text: string, node: JsonNode, limit = Infinity): JsonNode[] {
  if (node.kind !== 'object' && node.kind !== 'array') return [];
  const scanner = new JsonScanner(text, node.start + 1, node.end - 1);
  const children: JsonNode[] = [];
  let key: string | null = null;
  while (children.length < limit && scanner.next()) {
    if (scanner.kind === 'key') key = text.slice(scanner.start + 1, scanner.end - 1);
    else if (scanner.kind !== 'comma' && scanner.kind !== 'colon') {
      const kind = kindOf(scanner);
      const { start } = scanner;
      if (scanner.kind === 'open') scanner.end = containerEnd(text, start);
      children.push({ key, index: children.length, kind, start, end: scanner.end });
      key = null;
    }
  }
  return children;
}

/** The values around a place in the text, from the outermost to the one that the place, in its key or in itself, belongs to. */
export function nodesAround(text: string, at: number): JsonNode[] {
  const around = [rootNode(text)];
  for (;;) {
    const inside = childNodes(text, around.at(-1)!).find(child => child.end > at);
    if (!inside || inside.end > around.at(-1)!.end) return around;
    around.push(inside);
    // In its key, or between the key and the value.
    if (inside.start > at) return around;
  }
}

const QUOTE = 0x22;

/**
 * Where the container that begins at `from` ends. Looks at characters alone, so that skipping ten megabytes takes a fraction of what
 * reading them would.
 */
function containerEnd(text: string, from: number): number {
  let depth = 0;
  for (let index = from; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = quoteOrEnd(text, index);
    else if (code === 0x7b || code === 0x5b) depth++;
    else if ((code === 0x7d || code === 0x5d) && --depth === 0) return index + 1;
  }
  return text.length;
}

function quoteOrEnd(text: string, from: number): number {
  const quote = closingQuote(text, from);
  return quote < 0 ? text.length : quote;
}

function kindOf(scanner: JsonScanner): JsonNode['kind'] {
  if (scanner.kind === 'open') return scanner.text[scanner.start] === '{' ? 'object' : 'array';
  if (scanner.kind === 'string' || scanner.kind === 'number') return scanner.kind;
  return 'literal';
}
