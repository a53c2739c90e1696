/** A part of a line that a search found. */
export interface Mark {
  from: number;
  to: number;
  /** Which of the matches it belongs to: one that reaches over the end of a line has a mark in each. */
  match: number;
}

/** What a search found in lines. */
export interface Found {
  count: number;
  /** There are more than were counted. */
  more: boolean;
  /** The line that a match begins in. */
  lineOf(match: number): number;
  /** What is marked in a line, from left to right. */
  marksIn(line: number): readonly Mark[];
}

/** More matches than a person goes through. */
const MOST_MATCHES = 10_000;

const nothingFound: Found = { count: 0, more: false, lineOf: () => 0, marksIn: () => [] };

/** Text that is looked for as it stands there, in any case. */
function patternOf(wanted: string): RegExp {
  return new RegExp(wanted.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`), 'gi');
}

/** Finds a text within the lines. */
export function findInLines(lines: readonly string[], wanted: string, most = MOST_MATCHES): Found {
  if (wanted === '') return nothingFound;
  const pattern = patternOf(wanted);
  const collected = new Marks();
  for (const [line, text] of lines.entries()) {
    pattern.lastIndex = 0;
    for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
      if (collected.count === most) return collected.found(true);
      collected.begin(line, found.index, pattern.lastIndex);
    }
  }
  return collected.found(false);
}

/** Finds a text that is drawn in pieces, also where it reaches from one into the next. @param starts as `wrapText` makes them */
export function findInText(text: string, starts: Uint32Array, wanted: string, most = MOST_MATCHES): Found {
  if (wanted === '') return nothingFound;
  const pattern = patternOf(wanted);
  const collected = new Marks();
  let line = 0;
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    if (collected.count === most) return collected.found(true);
    while (line + 1 < starts.length - 1 && starts[line + 1]! <= found.index) line++;
    collected.span(found.index, pattern.lastIndex, line, at => starts[at]!);
  }
  return collected.found(false);
}

/** Finds bytes: those of a text, or those that are written as pairs of digits ("7b 22"). Marks count bytes of a line. */
export function findInBytes(bytes: Uint8Array, width: number, wanted: string, most = MOST_MATCHES): Found {
  const part = /^[\da-f]{2}(?: [\da-f]{2})+$/i.test(wanted.trim())
    ? Uint8Array.from(wanted.trim().split(' '), pair => Number.parseInt(pair, 16))
    : new TextEncoder().encode(wanted);
  if (part.length === 0) return nothingFound;
  const collected = new Marks();
  for (let from = bytes.indexOf(part[0]!); from >= 0;) {
    const isHere = part.every((byte, index) => bytes[from + index] === byte);
    if (isHere) {
      if (collected.count === most) return collected.found(true);
      collected.span(from, from + part.length, Math.floor(from / width), line => line * width);
    }
    from = bytes.indexOf(part[0]!, from + (isHere ? part.length : 1));
  }
  return collected.found(false);
}

class Marks {
  readonly #lines: number[] = [];
  readonly #marks = new Map<number, Mark[]>();

  get count(): number {
    return this.#lines.length;
  }

  /** A match within one line. */
  begin(line: number, from: number, to: number): void {
    this.#add(line, { from, to, match: this.#lines.push(line) - 1 });
  }

  /** A match between two places of the whole, which begins in `line`. @param startOf where a line begins */
  span(from: number, to: number, line: number, startOf: (line: number) => number): void {
    const match = this.#lines.push(line) - 1;
    for (let at = line; startOf(at) < to; at++) {
      const start = startOf(at);
      const end = startOf(at + 1);
      this.#add(at, { from: Math.max(from, start) - start, to: Math.min(to, end) - start, match });
    }
  }

  found(more: boolean): Found {
    return {
      count: this.count,
      more,
      lineOf: match => this.#lines[match] ?? 0,
      marksIn: line => this.#marks.get(line) ?? [],
    };
  }

  #add(line: number, mark: Mark): void {
    const there = this.#marks.get(line);
    if (there) there.push(mark);
    else this.#marks.set(line, [mark]);
  }
}
