import { withoutSecrets } from '#shared/redis/secret-arguments.ts';
import { splitArguments, wordsOf } from '#shared/redis/split-arguments.ts';
import { MillraceError } from '#shared/rpc/errors.ts';

/** A line that was typed, read. */
export interface ConsoleLine {
  args: readonly Uint8Array[];
  /** The same as text; what is not UTF-8 is empty. */
  words: readonly string[];
  /** The line without the passwords in it. */
  shown: string;
  isSecret: boolean;
}

/** Commands that would leave the console without an answer, or with one that never ends, and what to do instead. */
const impossible: readonly [RegExp, string][] = [
  [
    /^client reply (?:off|skip)/i,
    'CLIENT REPLY OFF and SKIP answer nothing, and the console waits for each answer.',
  ],
  [/^p?sync\b/i, 'SYNC and PSYNC are for replicas: they send the whole data set.'],
  [
    /^(?:un|pun|sun)subscribe\b/i,
    'To end a subscription of the console, press Stop beside its messages. This tab itself has no subscriptions.',
  ],
];

/** @throws {MillraceError} `bad-input`: `detail.at` is the offset of what is wrong; `unsupported` for what a console cannot do */
export function readLine(line: string): ConsoleLine {
  const { args, problem } = splitArguments(line);
  if (problem) throw new MillraceError('bad-input', problem.message, { at: problem.at });
  if (args.length === 0) throw new MillraceError('bad-input', 'There is no command in this line.');
  const words = wordsOf(args);
  const text = words.slice(0, 3).join(' ');
  const reason = impossible.find(([pattern]) => pattern.test(text))?.[1];
  if (reason !== undefined) throw new MillraceError('unsupported', reason);
  const { line: shown, isSecret } = withoutSecrets(line);
  return { args: args.map(({ bytes }) => bytes), words, shown, isSecret };
}
