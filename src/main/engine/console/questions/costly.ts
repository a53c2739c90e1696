import { infoFields, numberOf } from '../reply-values.ts';
import { stored } from './keys.ts';
import { counted, keySize, type Asked, type Question, type Questioner } from './question.ts';

/** A server looks at some million keys a second: below this nobody notices. */
const MANY_KEYS = 10_000;
/** An answer of more elements than this keeps a server busy for tens of milliseconds, and is shown in part only. */
const MANY_ELEMENTS = 100_000;

/** How long MONITOR runs, and how many commands it shows: whatever is first ends it. */
export const monitorBounds = { ms: 30_000, commands: 10_000 };

/** Commands that keep a server from answering others. */
export const costlyQuestions: Readonly<Record<string, Questioner>> = {
  KEYS: async ({ ask, words }) => {
    const keys = numberOf(await ask('DBSIZE'));
    if (keys === null || keys < MANY_KEYS) return null;
    return {
      act: `Look at ${counted(keys, 'key')} at once`,
      sentence: `KEYS looks at all ${counted(keys, 'key')}, and the server answers nobody else meanwhile. SCAN 0 MATCH ${words[1]} COUNT 1000 does the same in steps.`,
    };
  },
  MONITOR: async ({ ask }) => {
    const rate = (await infoFields(ask, 'stats')).get('instantaneous_ops_per_sec');
    const now = rate === undefined ? '' : ` (${Number(rate).toLocaleString('en-US')} a second now)`;
    return {
      act: 'Watch all commands',
      sentence: `The server sends a copy of every command of every client${now} here, which can halve what it gets done. It shows what others send, secrets included. It stops by itself after ${monitorBounds.ms / 1_000} s or ${monitorBounds.commands.toLocaleString('en-US')} commands.`,
    };
  },
  HGETALL: whole,
  HKEYS: whole,
  HVALS: whole,
  SMEMBERS: whole,
  SORT: async asked => (await stored(asked, 2)) ?? whole(asked),
  SORT_RO: whole,
  LRANGE: asked => range(asked),
  ZRANGE: asked =>
    asked.words.length === 4 || /^withscores$/i.test(asked.words[4] ?? '') ? range(asked) : null,
  XRANGE: asked => (asked.words.length === 4 ? whole(asked) : null),
  XREVRANGE: asked => (asked.words.length === 4 ? whole(asked) : null),
};

async function whole({ args, words, ask }: Asked): Promise<Question | null> {
  const there = args[1] && (await keySize(ask, args[1]));
  return there && (there.length ?? 0) > MANY_ELEMENTS ? costly(words, there.size!) : null;
}

async function range(asked: Asked): Promise<Question | null> {
  const { args, words, ask } = asked;
  const there = args[1] && (await keySize(ask, args[1]));
  if (!there || there.length === null) return null;
  const { length } = there;
  const place = (text: string | undefined) => (Number(text) < 0 ? length + Number(text) : Number(text));
  const wanted = Math.min(length, place(words[3]) + 1) - Math.max(0, place(words[2]));
  return wanted > MANY_ELEMENTS
    ? costly(words, counted(wanted, there.type === 'list' ? 'item' : 'member'))
    : null;
}

function costly(words: readonly string[], size: string): Question {
  return {
    act: `Read ${size}`,
    sentence: `The answer has ${size}. The server answers nobody else meanwhile, and Millrace keeps only the first part.`,
  };
}
