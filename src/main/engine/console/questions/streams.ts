import { bytesText } from '#shared/redis/text.ts';
import { fieldsOf, itemsOf, numberOf, textOf, type Ask } from '../reply-values.ts';
import { counted, type Asked, type Question, type Questioner } from './question.ts';

/** XADD that trims takes away one entry for each that it adds; more than this is something else. */
const MORE_THAN_USUAL = 100;

/** Commands that take entries, or what groups know of them, away. */
export const streamQuestions: Readonly<Record<string, Questioner>> = {
  XDEL: asked =>
    entryDeletion(
      asked,
      asked.args.length - 2,
      "One that is still pending stays in its group's list until a claim drops it.",
    ),
  XDELEX: asked => entryDeletion(asked, idCount(asked), WITH_OPTION),
  XACKDEL: asked => entryDeletion(asked, idCount(asked), WITH_OPTION),
  XTRIM: asked => trim(asked, 2, 0),
  XADD: asked => {
    // Behind the id are fields, which may have any name.
    const at = asked.words.findIndex((word, index) => index > 1 && /^(?:MAXLEN|MINID|\*|\d.*)$/i.test(word));
    return /^m/i.test(asked.words[at] ?? '') ? trim(asked, at, MORE_THAN_USUAL) : null;
  },
  'XGROUP DESTROY': async ({ args, words, ask }) => {
    const group = await groupFields(ask, args[2], words[3]);
    if (!group) return null;
    const pending = counted(numberOf(group.get('pending')) ?? 0, 'pending entry');
    const consumers = counted(numberOf(group.get('consumers')) ?? 0, 'consumer');
    return {
      act: `Destroy group ${words[3]}`,
      sentence: `This deletes the group ${words[3]} of ${words[2]} with ${consumers} and ${pending}. How far it has read is lost.`,
    };
  },
  'XGROUP DELCONSUMER': async ({ args, words, ask }) => {
    const consumers = itemsOf(await ask('XINFO', 'CONSUMERS', args[2] ?? '', args[3] ?? '')).map(fieldsOf);
    const consumer = consumers.find(fields => textOf(fields.get('name')) === words[4]);
    if (!consumer) return null;
    const pending = numberOf(consumer.get('pending')) ?? 0;
    return {
      act: `Delete consumer ${words[4]}`,
      sentence:
        pending === 0
          ? `The consumer ${words[4]} has no pending entries.`
          : `The consumer ${words[4]} has ${counted(pending, 'pending entry')}. They are dropped with it: nobody is given them again. Claim them first to keep them.`,
    };
  },
  'XGROUP SETID': async ({ args, words, ask }) => {
    const group = await groupFields(ask, args[2], words[3]);
    if (!group) return null;
    const last = textOf(group.get('last-delivered-id')) ?? 'unknown';
    return {
      act: `Move group ${words[3]} to ${words[4]}`,
      sentence: `The group ${words[3]} has given out entries up to ${last}. From ${words[4]} on they are given out next: going back delivers entries again, going forward skips entries.`,
    };
  },
};

/** What XDELEX and XACKDEL leave in groups depends on KEEPREF, DELREF and ACKED: https://redis.io/docs/latest/commands/xdelex/ */
const WITH_OPTION =
  'What is pending of them goes too with DELREF; with ACKED only entries that no group waits for.';

function idCount({ args, words }: Asked): number {
  const at = words.findIndex((word, place) => place > 1 && word.toUpperCase() === 'IDS');
  return at < 0 ? 0 : args.length - at - 2;
}

async function entryDeletion(
  { args, words, ask }: Asked,
  count: number,
  beside: string,
): Promise<Question | null> {
  const length = numberOf(await ask('XLEN', args[1] ?? ''));
  if (!length || count < 1) return null;
  const entries = counted(count, 'entry');
  return {
    act: `Delete ${entries} of ${words[1]}`,
    sentence: `This deletes up to ${entries} of the ${length.toLocaleString('en-US')} in ${words[1]}. ${beside}`,
  };
}

async function trim({ args, words, ask }: Asked, at: number, unasked: number): Promise<Question | null> {
  const length = numberOf(await ask('XLEN', args[1] ?? ''));
  if (!length) return null;
  const byLength = words[at]?.toUpperCase() === 'MAXLEN';
  const sign = /^[~=]$/.test(words[at + 1] ?? '') ? words[at + 1]! : '';
  const bound = words[at + (sign === '' ? 1 : 2)] ?? '';
  const name = bytesText(args[1]!);
  const total = `${length.toLocaleString('en-US')} entries`;
  if (!byLength)
    return unasked > 0 && !(await hasMoreBefore(ask, args[1]!, bound, unasked))
      ? null
      : {
          act: `Trim ${name}`,
          sentence: `This deletes the entries of ${name} before ${bound}; it has ${total}.`,
        };
  const removed = length - Number(bound);
  if (!(removed > unasked)) return null;
  return {
    act: `Trim ${name} to ${bound} entries`,
    sentence: `This deletes ${sign === '~' ? 'about ' : ''}${counted(removed, 'entry')} of the ${total} in ${name}, the oldest first.`,
  };
}

/** Whether a stream has more than so many entries before an id. */
async function hasMoreBefore(ask: Ask, key: Uint8Array, id: string, count: number): Promise<boolean> {
  const entries = itemsOf(await ask('XRANGE', key, '-', `(${id}`, 'COUNT', String(count + 1)));
  return entries.length > count;
}

async function groupFields(ask: Ask, key: Uint8Array | undefined, group: string | undefined) {
  const groups = itemsOf(await ask('XINFO', 'GROUPS', key ?? '')).map(fieldsOf);
  return groups.find(fields => textOf(fields.get('name')) === group);
}
