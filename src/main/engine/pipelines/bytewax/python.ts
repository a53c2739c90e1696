/** A piece of Python: text as it is, a call, or a display of a list, a tuple or a dict. */
export type Python =
  | string
  | { readonly open: string; readonly close: string; readonly items: readonly PythonItem[] };

/** One item of a call or a display; what stands before it (`name=`, `"key": `) belongs to it. */
interface PythonItem {
  readonly prefix: string;
  readonly value: Python;
}

/** The line length of Black, which nobody has to set. */
const LINE = 88;
const INDENT = 4;

/** A call with arguments by place, then by name; those that are undefined are left out. */
export function call(
  name: string,
  places: readonly Python[] = [],
  names: Readonly<Record<string, Python | undefined>> = {},
): Python {
  const named = Object.entries(names).flatMap(([prefix, value]) =>
    value === undefined ? [] : [{ prefix: `${prefix}=`, value }],
  );
  return { open: `${name}(`, close: ')', items: [...places.map(plain), ...named] };
}

export function list(items: readonly Python[]): Python {
  return { open: '[', close: ']', items: items.map(plain) };
}

export function tuple(items: readonly Python[]): Python {
  // One item alone is told from brackets by its comma.
  return items.length === 1
    ? { open: '(', close: ',)', items: items.map(plain) }
    : { open: '(', close: ')', items: items.map(plain) };
}

export function dict(entries: readonly (readonly [string, Python])[]): Python {
  return {
    open: '{',
    close: '}',
    items: entries.map(([key, value]) => ({ prefix: `${text(key)}: `, value })),
  };
}

/** A string: in the quotes that need fewer backslashes, double ones where both need as many. */
export function text(value: string): string {
  const count = (quote: string) => value.split(quote).length - 1;
  const quote = count('"') > count("'") ? "'" : '"';
  let written = '';
  for (const character of value) {
    if (character === '\\' || character === quote) written += `\\${character}`;
    else written += ESCAPES[character] ?? (isShown(character) ? character : codeOf(character));
  }
  return quote + written + quote;
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Neither a control character, nor a separator or mark that an editor would not show, nor half of a surrogate pair. */
const isShown = (character: string) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(character);

function codeOf(character: string): string {
  const code = character.codePointAt(0)!;
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** `name = value`, or the value alone, formatted as Black does. */
export function statement(name: string | null, value: Python): string {
  return render(value, name === null ? '' : `${name} = `, 0, '');
}

function render(value: Python, before: string, indent: number, after: string): string {
  const pad = ' '.repeat(indent);
  const line = `${pad}${before}${onOneLine(value)}${after}`;
  if (typeof value === 'string' || line.length <= LINE || value.items.length === 0) return line;
  const inside = value.items.map(item => render(item.value, item.prefix, indent + INDENT, ',')).join('\n');
  return `${pad}${before}${value.open}\n${inside}\n${pad}${value.close.replace(',', '')}${after}`;
}

function onOneLine(value: Python): string {
  if (typeof value === 'string') return value;
  const inside = value.items.map(item => item.prefix + onOneLine(item.value)).join(', ');
  return value.open + inside + value.close;
}

const plain = (value: Python): PythonItem => ({ prefix: '', value });
