/** A value of another language as it was taken apart: nothing of it was made or run. */
export type Structure =
  /** A number, a string in quotes, a name: as it is written. */
  string | { open: string; close: string; items: readonly (Structure | readonly [Structure, Structure])[] };

/** Above this a text is no help any more; what follows is left out, which is said. */
const MAX_CHARACTERS = 1_000_000;
const MAX_DEPTH = 200;
/** What fits here stands in one line. */
const LINE_CHARACTERS = 80;

/** The text of a structure, indented. A part that is in itself, or in many places, ends at the bounds. */
export function structureText(value: Structure): string {
  let left = MAX_CHARACTERS;
  const take = (text: string) => {
    left -= text.length;
    return text;
  };
  const write = (node: Structure, indent: string, depth: number): string => {
    if (left <= 0 || depth > MAX_DEPTH) return '…';
    if (typeof node === 'string') return take(node);
    if (node.items.length === 0) return take(node.open + node.close);
    const inner = `${indent}  `;
    const items: string[] = [];
    for (const item of node.items) {
      // Its place in the text counts, too: a structure that doubles with each step is wide before it is deep.
      left -= inner.length + 2;
      if (left <= 0) {
        items.push('…');
        break;
      }
      items.push(
        isPair(item)
          ? `${write(item[0], inner, depth + 1)}: ${write(item[1], inner, depth + 1)}`
          : write(item, inner, depth + 1),
      );
    }
    const line = items.join(', ');
    if (line.length <= LINE_CHARACTERS && !line.includes('\n')) return node.open + line + node.close;
    return `${node.open}\n${items.map(item => inner + item).join(',\n')}\n${indent}${node.close}`;
  };
  return write(value, '', 0);
}

function isPair(item: Structure | readonly [Structure, Structure]): item is readonly [Structure, Structure] {
  return Array.isArray(item);
}

/** Bytes in quotes: text where they are UTF-8. */
export function quoted(bytes: Uint8Array, text: string | null): string {
  return text === null
    ? `bytes(${JSON.stringify(Buffer.from(bytes).toString('hex'))})`
    : JSON.stringify(text);
}
