import { splitArguments, wordsOf } from '#shared/redis/split-arguments.ts';

/** Lines that are sent together: one, or those from MULTI to EXEC. */
export interface Unit {
  lines: string[];
  /** How often: `5 INCR counter`, as redis-cli has it. */
  times: number;
}

export type TypedText =
  | { units: Unit[]; problem: null }
  /** `line` counts from 1; `at` is the offset in the whole text. */
  | { units: null; problem: { message: string; line: number; at: number } };

/** Above this a text is data: it belongs into a file. */
export const MAX_CHARACTERS = 2 ** 20;
const MAX_LINES = 5_000;
const MAX_TIMES = 1_000;

/** Ends a transaction. One that does not end in the same text is left open, for more to be typed. */
const ENDS = /^\s*(?:exec|discard)\s*$/i;

/** What a text of one line or many asks for. Empty lines, and those that begin with #, are passed over. */
export function readTyped(text: string): TypedText {
  const units: Unit[] = [];
  let transaction: string[] | null = null;
  let at = 0;
  const rows = text.trimEnd().split('\n');
  if (rows.length > MAX_LINES) {
    const message = `The console takes up to ${MAX_LINES} lines at once.`;
    const first = rows.slice(0, MAX_LINES).join('\n').length + 1;
    return { units: null, problem: { message, line: MAX_LINES + 1, at: first } };
  }
  const lastEnd = rows.findLastIndex(row => ENDS.test(row));
  for (const [index, row] of rows.entries()) {
    const begin = at;
    at += row.length + 1;
    const line = row.trim().replace(/^redis-cli\s+(?=[^-])/i, '');
    if (line === '' || line.startsWith('#')) continue;
    const indent = row.indexOf(line);
    const { args, problem } = splitArguments(line);
    const wrong = (message: string, offset = 0): TypedText => ({
      units: null,
      problem: { message, line: index + 1, at: begin + offset },
    });
    if (problem) return wrong(problem.message, indent + problem.at);
    if (/^redis-cli\s+-/i.test(line))
      return wrong('This is a line for a shell. Type what stands after redis-cli and its options.');
    const words = wordsOf(args);
    const name = words[0]!.toUpperCase();
    if (transaction) {
      transaction.push(line);
      if (name === 'EXEC' || name === 'DISCARD') transaction = null;
    } else if (name === 'MULTI' && index < lastEnd) {
      transaction = [line];
      units.push({ lines: transaction, times: 1 });
    } else {
      const times = words.length > 1 && /^[1-9]\d*$/.test(words[0]!) ? Number(words[0]) : null;
      if (times !== null && times > MAX_TIMES)
        return wrong(`A command is repeated at most ${MAX_TIMES} times.`);
      units.push({ lines: [times === null ? line : line.slice(args[1]!.from)], times: times ?? 1 });
    }
  }
  return { units, problem: null };
}
