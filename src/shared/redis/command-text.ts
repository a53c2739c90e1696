import { shownText, utf8Text } from './text.ts';

const encoder = new TextEncoder();

/** Printable characters that need no quotes: no space, no quote. */
const PLAIN = /^[!#-&(-~\u00a1-\uffff]+$/u;
/** Characters that can stand inside quotes as they are. */
const PRINTABLE = /^[ -~\u00a1-\uffff\u{10000}-\u{10ffff}]*$/u;

/**
 * A command as text that redis-cli reads back as exactly these arguments. Text is UTF-8. See
 * https://redis.io/docs/latest/develop/tools/cli/#string-quoting-and-escaping.
 */
export function commandText(args: readonly (string | Uint8Array)[]): string {
  return args.map(quoteArgument).join(' ');
}

/** One argument, quoted only if needed: in single quotes where these need no escapes (JSON), else in double quotes. */
export function quoteArgument(argument: string | Uint8Array): string {
  const text = typeof argument === 'string' ? argument : utf8Text(argument);
  // What would not be seen, or would reorder what stands around it, is written out.
  if (text !== null && shownText(text) === text) {
    if (PLAIN.test(text)) return text;
    // In single quotes only \' is an escape, so text without ' and without a backslash at its end is itself.
    if (text !== '' && PRINTABLE.test(text) && !text.includes("'") && !text.endsWith('\\'))
      return `'${text}'`;
  }
  return doubleQuoted(typeof argument === 'string' ? encoder.encode(argument) : argument, text);
}

function doubleQuoted(bytes: Uint8Array, text: string | null): string {
  if (text !== null && PRINTABLE.test(text)) return `"${shownText(text.replace(/["\\]/g, '\\$&'))}"`;
  let quoted = '';
  for (const byte of bytes) quoted += escapeByte(byte);
  return `"${quoted}"`;
}

function escapeByte(byte: number): string {
  switch (byte) {
    case 0x0a:
      return '\\n';
    case 0x0d:
      return '\\r';
    case 0x09:
      return '\\t';
    case 0x22:
      return '\\"';
    case 0x5c:
      return '\\\\';
    default:
      return byte >= 0x20 && byte < 0x7f
        ? String.fromCharCode(byte)
        : `\\x${byte.toString(16).padStart(2, '0')}`;
  }
}
