import type { ForeignFormat } from '#shared/contract/decoding.ts';
import { isErlang } from './erlang.ts';
import { isJava } from './java.ts';

/** What announces a format stands in so many bytes at its beginning. */
const ANNOUNCED = 64;

const PERIOD = 0x2e;
/** The protocols 2 to 5 of a pickle begin with the number of theirs. https://docs.python.org/3/library/pickle.html#data-stream-format */
const PROTOCOL = 0x80;
/** Protocol 0 is text: a mark with an empty dict, list or tuple that is put away, or the name of a class. */
const PICKLE_TEXT = /^(?:\([dlt]?p?\d+\n|c[A-Za-z_][\w.]*\n[A-Za-z_][\w.]*\n[(p])/;
/** https://www.php.net/manual/en/function.serialize.php */
const PHP = /^(?:a:\d+:\{|O:\d+:"|C:\d+:"|E:\d+:"|s:\d+:"|i:[+-]?\d+;|d:[\d.+-]|b:[01];|N;)/;
/** Of those that hold nothing else, all of it. */
const PHP_SCALAR = /^(?:i:[+-]?\d+;|d:(?:-?[\d.]+(?:E[+-]?\d+)?|-?INF|NAN);|b:[01];|N;)$/;

/**
 * Which language wrote these bytes for itself; null for anything that others read too. They are taken apart and
 * never loaded: loading a pickle runs what is in it.
 */
export function foreignFormat(bytes: Uint8Array): ForeignFormat | null {
  const last = bytes.at(-1);
  if (isJava(bytes)) return 'java';
  if (isErlang(bytes)) return 'erlang';
  if (bytes[0] === PROTOCOL)
    return last === PERIOD && bytes.length > 3 && bytes[1]! >= 2 && bytes[1]! <= 5 ? 'pickle' : null;
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, ANNOUNCED)).toString(
    'latin1',
  );
  if (last === PERIOD && PICKLE_TEXT.test(start)) return 'pickle';
  if (!PHP.test(start)) return null;
  if ('aOCE'.includes(start[0]!)) return last === 0x7d ? 'php' : null;
  if (start[0] === 's') return last === 0x3b ? 'php' : null;
  return bytes.length < ANNOUNCED && PHP_SCALAR.test(start) ? 'php' : null;
}
