import type { Asked, Question, Questioner } from './question.ts';

/** Commands that only take away. A script that names one as a text of its own most likely calls it. */
const TAKES_AWAY =
  /(['"])(flushall|flushdb|swapdb|del|unlink|hdel|srem|zrem|zremrangeby\w+|lrem|ltrim|xdel|xtrim|rename)\1/gi;

/** Scripts that are sent with the command. What EVALSHA and FCALL run is known to the server alone: they are not asked about. */
export const scriptQuestions: Readonly<Record<string, Questioner>> = { EVAL: ofScript };

function ofScript({ args }: Asked): Question | null {
  const script = Buffer.from(args[1] ?? []).toString('latin1');
  const names = new Set(Array.from(script.matchAll(TAKES_AWAY), ([, , name]) => name!.toUpperCase()));
  if (names.size === 0) return null;
  return {
    act: 'Run the script',
    sentence: `The script calls ${[...names].join(', ')}. What that deletes, Millrace cannot know before.`,
  };
}
