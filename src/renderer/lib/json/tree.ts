import { JsonScanner } from './scanner.ts';

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
      if (scanner.kind === 'open') skipContainer(scanner);
      children.push({ key, index: children.length, kind, start, end: scanner.end });
      key = null;
    }
  }
  return children;
}

/** Moves from an opening bracket to its closing one. */
function skipContainer(scanner: JsonScanner): void {
  for (let depth = 1; depth > 0 && scanner.next();) {
    if (scanner.kind === 'open') depth++;
    else if (scanner.kind === 'close') depth--;
  }
}

function kindOf(scanner: JsonScanner): JsonNode['kind'] {
  if (scanner.kind === 'open') return scanner.text[scanner.start] === '{' ? 'object' : 'array';
  if (scanner.kind === 'string' || scanner.kind === 'number') return scanner.kind;
  return 'literal';
}
