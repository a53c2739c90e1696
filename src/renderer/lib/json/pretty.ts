import { JsonScanner } from './scanner.ts';

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
  const lines: string[] = [];
  const scanner = new JsonScanner(text);
  let depth = 0;
  let line = '';
  const breakLine = () => {
    lines.push(line);
    line = INDENT.repeat(Math.min(depth, MAX_INDENT));
  };
  while (scanner.next()) {
    const token = text.slice(scanner.start, scanner.end);
    switch (scanner.kind) {
      case 'open': {
        const inline = inlineContainer(text, scanner.start);
        if (inline) {
          line += inline.text;
          scanner.end = inline.end;
        } else {
          line += token;
          depth++;
          breakLine();
        }
        break;
      }
      case 'close':
        depth = Math.max(0, depth - 1);
        breakLine();
        line += token;
        break;
      case 'comma':
        line += token;
        breakLine();
        break;
      case 'colon':
        line += ': ';
        break;
      case 'key':
      case 'string':
      case 'number':
      case 'literal':
      case 'junk':
        line += token;
        break;
    }
  }
  lines.push(line);
  return lines;
}

/** The container that begins at `from` as one line, when it holds only plain values and is short. */
function inlineContainer(text: string, from: number): { text: string; end: number } | null {
  const scanner = new JsonScanner(text, from);
  scanner.next();
  const opening = text[from]!;
  let inner = '';
  while (scanner.next()) {
    if (scanner.kind === 'close') {
      const closing = text.slice(scanner.start, scanner.end);
      if (inner === '') return { text: opening + closing, end: scanner.end };
      return {
        text: opening === '{' ? `{ ${inner} }` : `[${inner}]`,
        end: scanner.end,
      };
    }
    if (scanner.kind === 'open') return null;
    inner += text.slice(scanner.start, scanner.end);
    if (scanner.kind === 'comma' || scanner.kind === 'colon') inner += ' ';
    if (inner.length > INLINE_CHARACTERS) return null;
  }
  return null;
}
