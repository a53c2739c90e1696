import { JsonScanner } from '#shared/json/scanner.ts';

/** A value in a JSON text, and where it stands. */
export interface JsonNode {
  start: number;
  /** One past its last character. */
  end: number;
  /** Of an object, in their order; null for other values. */
  members: JsonMember[] | null;
  /** Of a list; null for other values. */
  items: JsonNode[] | null;
}

interface JsonMember {
  key: string;
  keyStart: number;
  keyEnd: number;
  value: JsonNode;
}

/**
 * The values of a JSON text with their places.
 *
 * @param text valid JSON: JSON.parse takes it
 */
export function jsonNodes(text: string): JsonNode {
  const scanner = new JsonScanner(text);
  const around: JsonNode[] = [];
  let root: JsonNode | null = null;
  let key: Omit<JsonMember, 'value'> | null = null;
  const place = (node: JsonNode) => {
    const inside = around.at(-1);
    if (!inside) root = node;
    else if (inside.items) inside.items.push(node);
    else inside.members!.push({ ...key!, value: node });
    key = null;
  };
  while (scanner.next()) {
    const { kind, start, end } = scanner;
    if (kind === 'key') {
      key = { key: JSON.parse(text.slice(start, end)) as string, keyStart: start, keyEnd: end };
    } else if (kind === 'open') {
      const isObject = text[start] === '{';
      const node = { start, end, members: isObject ? [] : null, items: isObject ? null : [] };
      place(node);
      around.push(node);
    } else if (kind === 'close') {
      around.pop()!.end = end;
    } else if (kind !== 'comma' && kind !== 'colon' && kind !== 'junk') {
      place({ start, end, members: null, items: null });
    }
  }
  return root!;
}

/** What a member name or an index leads to; undefined where nothing is. Of members with one name the last, as JSON.parse has it. */
export function childOf(node: JsonNode, step: string | number): JsonNode | undefined {
  if (node.items) return node.items[Number(step)];
  return node.members?.findLast(({ key }) => key === String(step))?.value;
}
