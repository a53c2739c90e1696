/** What a piece of JSON text is. `junk` is what JSON does not allow; the scanner goes on after it. */
export type TokenKind =
  | 'key'
  | 'string'
  | 'number'
  | 'literal'
  | 'open'
  | 'close'
  | 'comma'
  | 'colon'
  | 'junk';

const SPACE = /[ \t\r\n]*/y;
const COLON_AHEAD = /[ \t\r\n]*:/y;
const NUMBER = /-?\d[\d.eE+-]*/y;
const WORD = /[A-Za-z_][\w]*/y;

/**
 * Walks over JSON text token by token without building anything, so that ten megabytes cost no memory and every number keeps the
 * digits it was written with. Forgiving: cut or broken text gives `junk`, never an error.
 */
export class JsonScanner {
  readonly text: string;
  readonly #to: number;
  kind: TokenKind = 'junk';
  start = 0;
  end: number;

  constructor(text: string, from = 0, to = text.length) {
    this.text = text;
    this.#to = to;
    this.end = from;
  }

  /** Moves to the next token; false at the end. Then `kind`, `start` and `end` describe it. */
  next(): boolean {
    SPACE.lastIndex = this.end;
    SPACE.test(this.text);
    this.start = SPACE.lastIndex;
    if (this.start >= this.#to) return false;
    this.kind = this.#read(this.text[this.start]!);
    if (this.end > this.#to) this.end = this.#to;
    return true;
  }

  #read(character: string): TokenKind {
    switch (character) {
      case '{':
      case '[':
        this.end = this.start + 1;
        return 'open';
      case '}':
      case ']':
        this.end = this.start + 1;
        return 'close';
      case ',':
        this.end = this.start + 1;
        return 'comma';
      case ':':
        this.end = this.start + 1;
        return 'colon';
      case '"':
        this.end = closingQuote(this.text, this.start) + 1 || this.text.length;
        COLON_AHEAD.lastIndex = this.end;
        return COLON_AHEAD.test(this.text) ? 'key' : 'string';
      default:
        if (this.#match(NUMBER)) return 'number';
        if (this.#match(WORD)) {
          const word = this.text.slice(this.start, this.end);
          return word === 'true' || word === 'false' || word === 'null' ? 'literal' : 'junk';
        }
        this.end = this.start + 1;
        return 'junk';
    }
  }

  #match(pattern: RegExp): boolean {
    pattern.lastIndex = this.start;
    if (!pattern.test(this.text)) return false;
    this.end = pattern.lastIndex;
    return true;
  }
}

const BACKSLASH = 0x5c;

/** Where the quote is that closes the text that begins at `from`; -1 where it is missing. Fast: it looks at quotes alone. */
export function closingQuote(text: string, from: number): number {
  for (let end = text.indexOf('"', from + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return -1;
}
