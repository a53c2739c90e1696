/** An object or array that encloses a place in a JSON text. */
interface JsonContainer {
  kind: 'object' | 'array';
  /** The property being written, null between properties; always null in an array. */
  key: string | null;
  /** Properties named before the place. */
  keys: readonly string[];
  /** Those of them that are strings: what tells the variants of an object apart. */
  strings: ReadonlyMap<string, string>;
}

/** Where in a JSON text a cursor is, and what stands there. */
export interface JsonPlace {
  /** Outermost first. */
  containers: readonly JsonContainer[];
  /** What may be written here: the name of a property, or a value. */
  expects: 'key' | 'value';
  /** Where the string being written begins, its quote included; the cursor itself where none is. */
  from: number;
}

interface Open {
  kind: 'object' | 'array';
  key: string | null;
  keys: string[];
  strings: Map<string, string>;
  atKey: boolean;
}

/** Reads the text up to an offset, however incomplete it is: what comes after the cursor is not looked at. */
export function jsonPlaceAt(text: string, offset: number): JsonPlace {
  const open: Open[] = [];
  for (let index = 0; index < offset; index++) {
    const inner = open.at(-1);
    switch (text[index]) {
      case '{':
        open.push({ kind: 'object', key: null, keys: [], strings: new Map(), atKey: true });
        break;
      case '[':
        open.push({ kind: 'array', key: null, keys: [], strings: new Map(), atKey: false });
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case ':':
        if (inner) inner.atKey = false;
        break;
      case ',':
        if (inner?.kind === 'object') Object.assign(inner, { atKey: true, key: null });
        break;
      case '"': {
        const end = endOfString(text, index);
        if (end >= offset) return place(open, index);
        const string = text.slice(index + 1, end);
        if (inner?.kind === 'object') {
          if (inner.atKey) {
            inner.key = string;
            inner.keys.push(string);
          } else if (inner.key !== null) inner.strings.set(inner.key, string);
        }
        index = end;
        break;
      }
      default:
        break;
    }
  }
  return place(open, offset);
}

function place(containers: readonly Open[], from: number): JsonPlace {
  return { containers, expects: containers.at(-1)?.atKey ? 'key' : 'value', from };
}

/** The position of the closing quote, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === '"') return index;
    else if (text[index] === '\n') return text.length;
  }
  return text.length;
}
