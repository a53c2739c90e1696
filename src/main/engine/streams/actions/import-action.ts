import type { ActionOf } from '#shared/contract/stream-actions.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { compareStreamIds, parseStreamId } from '#shared/redis/stream-id.ts';
import type { Command } from '../../connections/redis-client.ts';
import { asText } from '../../connections/replies.ts';
import { parseEntryLine } from '../entry-lines.ts';
import { readStream } from '../stream-info.ts';
import { previewOf } from '../../actions/preview.ts';
import { entriesText, nameText, type ActionSteps } from './action.ts';
import { lengthOf, whichHas } from './counts.ts';

const STEP = 200;

/** XADD for each line of JSON. All lines are checked before the first is added. */
export const importEntries: ActionSteps<'import'> = {
  async preview(commands, action) {
    const list = commandsOf(action);
    const length = await lengthOf(commands, action.key);
    return previewOf({
      act: `Import ${entriesText(list.length)}`,
      sentence: `Adds ${entriesText(list.length)} to ${nameText(action.key)}${whichHas(length)}, ${action.ids === 'keep' ? 'with the ids of the lines' : 'with new ids'}.`,
      commands: list,
      refused:
        list.length === 0
          ? 'There are no lines.'
          : action.ids === 'keep'
            ? await orderProblem(commands, action, list, length)
            : null,
    });
  },
  async apply(commands, action, job) {
    const list = commandsOf(action);
    job.expect(list.length);
    for (let from = 0; from < list.length; from += STEP) {
      job.checkpoint();
      const replies = await commands.pipeline(list.slice(from, from + STEP));
      const failed = replies.findIndex(reply => reply instanceof MillraceError);
      job.add(
        'added',
        (failed < 0 ? replies : replies.slice(0, failed)).map(reply => asText(reply as Buffer)),
      );
      // Those behind it were sent with it, and each stands for itself.
      if (failed < 0) continue;
      job.add(
        'added',
        replies
          .slice(failed)
          .filter(reply => !(reply instanceof MillraceError))
          .map(reply => asText(reply as Buffer)),
      );
      throw replies[failed]!;
    }
    return `Added ${entriesText(job.count('added'))} to ${nameText(action.key)}.`;
  },
};

function commandsOf({ key, lines, ids }: ActionOf<'import'>): Command[] {
  const list: Command[] = [];
  for (const [index, line] of Buffer.from(lines).toString().split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      const { id, fields } = parseEntryLine(line);
      list.push(['XADD', key, ids === 'keep' && id !== null ? id : '*', ...fields]);
    } catch (error) {
      throw new MillraceError(
        'bad-input',
        `Line ${index + 1}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  return list;
}

async function orderProblem(
  commands: Parameters<typeof readStream>[0],
  { key }: ActionOf<'import'>,
  list: readonly Command[],
  length: number | null,
): Promise<string | null> {
  let last = length === 0 ? '0-0' : (await readStream(commands, key)).summary.lastGeneratedId;
  // Not known: the server itself refuses an id that is not above it.
  if (last === null) return null;
  for (const [, , id] of list) {
    if (id === '*' || typeof id !== 'string') continue;
    if (compareStreamIds(parseStreamId(id), parseStreamId(last)) <= 0)
      return `The id ${id} is not above ${last}: ids of a stream only grow. Import with new ids, or into another stream.`;
    last = id;
  }
  return null;
}
