import { JsonScanner } from '#shared/json/scanner.ts';

/** A container of plain values that fits in this many characters stays on one line. */
const INLINE_CHARACTERS = 72;
const INDENT = '  ';
/** Deeper than this, more indentation would only push the text off the screen. */
const MAX_INDENT = 40;

/**
 * Valid JSON as indented lines. Numbers, escapes and repeated keys stay exactly as they were written: nothing is parsed into values
 * and back.
 */
export function prettyJsonLines(text: string): string[] {
  const printer = new JsonPrinter(text);
  printer.print(Infinity);
  return printer.lines;
}

/** Formats JSON piece by piece, so that a page can show the first lines of ten megabytes at once and the rest as they come. */
export class JsonPrinter {
  readonly lines: string[] = [];
  readonly #scanner: JsonScanner;
  #depth = 0;
  #line = '';
  #done = false;
  readonly #columns: number;

  /** @param columns the characters that a line has room for: a container that would be wider is folded */
  constructor(text: string, columns = Infinity) {
    this.#scanner = new JsonScanner(text);
    this.#columns = columns;
  }

  /** Adds lines until about `limit` more are there; false when that was all. */
  print(limit: number): boolean {
    const until = this.lines.length + limit;
    while (!this.#done && this.lines.length < until) {
      if (this.#scanner.next()) {
        this.#add();
      } else {
        this.lines.push(this.#line);
        this.#done = true;
      }
    }
    return !this.#done;
  }

  #add(): void {
    const scanner = this.#scanner;
    const token = scanner.text.slice(scanner.start, scanner.end);
    switch (scanner.kind) {
      case 'open': {
        // A comma may come behind it.
        const room = this.#columns - this.#line.length - 1;
        const inline = inlineContainer(scanner.text, scanner.start, room);
        if (inline) {
          this.#line += inline.text;
          scanner.end = inline.end;
        } else {
          this.#line += token;
          this.#depth++;
          this.#break();
        }
        break;
      }
      case 'close':
        this.#depth = Math.max(0, this.#depth - 1);
        this.#break();
        this.#line += token;
        break;
      case 'comma':
        this.#line += token;
        this.#break();
        break;
      case 'colon':
        this.#line += ': ';
        break;
      case 'key':
      case 'string':
      case 'number':
      case 'literal':
      case 'junk':
        this.#line += token;
        break;
    }
  }

  #break(): void {
    this.lines.push(this.#line);
    this.#line = INDENT.repeat(Math.min(this.#depth, MAX_INDENT));
  }
}

/** The container that begins at `from` as one line, when it holds only plain values, is short and fits into the room. */
function inlineContainer(text: string, from: number, room: number): { text: string; end: number } | null {
  const scanner = new JsonScanner(text, from);
  scanner.next();
  const opening = text[from]!;
  let inner = '';
  while (scanner.next()) {
    if (scanner.kind === 'close') {
      const closing = text.slice(scanner.start, scanner.end);
      if (inner === '') return { text: opening + closing, end: scanner.end };
      const line = opening === '{' ? `{ ${inner} }` : `[${inner}]`;
      return line.length <= room ? { text: line, end: scanner.end } : null;
    }
    if (scanner.kind === 'open') return null;
    inner += text.slice(scanner.start, scanner.end);
    if (scanner.kind === 'comma' || scanner.kind === 'colon') inner += ' ';
    if (inner.length > INLINE_CHARACTERS) return null;
  }
  return null;
}
