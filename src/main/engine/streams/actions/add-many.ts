import type { ActionOf } from '#shared/contract/stream-actions.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Command } from '../../connections/redis-client.ts';
import { asText } from '../../connections/replies.ts';
import { openTextMaker } from '../../templates/templates.ts';
import { readStream, throwExplained } from '../stream-info.ts';
import { counted, previewOf } from '../../actions/preview.ts';
import { entriesText, nameText, type ActionSteps } from './action.ts';
import { addCommand } from './entry-actions.ts';
import { optionRefusal } from '../../actions/refusals.ts';

type AddMany = ActionOf<'add-many'>;

/** What travels together, at most. */
const BATCH_ENTRIES = 500;
const BATCH_BYTES = 2 ** 20;
const SHOWN_ENTRIES = 3;

/** XADD of what templates make, again and again. */
export const addMany: ActionSteps<'add-many'> = {
  async preview(commands, action) {
    const stream = await readStream(commands, action.key).catch((error: unknown) => {
      if (error instanceof MillraceError && error.code === 'not-found') return null;
      throw error;
    });
    const maker = await openMaker(action);
    const first = await maker
      .next(Math.min(action.count, SHOWN_ENTRIES), BATCH_BYTES)
      .finally(() => maker.close());
    const many = entriesText(action.count);
    const pace = action.perSecond === null ? '' : `, ${action.perSecond.toLocaleString('en-US')} a second`;
    const where =
      stream === null
        ? `to the stream ${nameText(action.key)}, which the first one creates`
        : `to ${nameText(action.key)}, which has ${entriesText(stream.summary.length)}`;
    const values = action.fields.flat().some(text => text.includes('{{'));
    return previewOf({
      act: `Add ${many}`,
      sentence: `Adds ${many} of ${counted(action.fields.length, 'field')} ${where}${pace}.${values ? ' Values in {{ }} are generated for each entry. The first entries will be these; only now() will differ.' : ''}`,
      commands: first.map(parts => commandOf(action, parts)),
      commandCount: action.count,
      warnings: [action.trim && 'Trims the stream in each command.'],
      destructive: action.trim !== null,
      refused:
        stream === null && action.noMkStream
          ? 'The stream does not exist, and NOMKSTREAM says not to create it.'
          : ((action.trim?.references && (await optionRefusal(commands, 'XADD', action.trim.references))) ??
            null),
    });
  },
  async apply(commands, action, job) {
    const maker = await openMaker(action);
    const pacer = job.pacer(action.perSecond);
    job.expect(action.count);
    try {
      for (let left = action.count; left > 0;) {
        job.checkpoint();
        const due = await pacer.due(Math.min(left, BATCH_ENTRIES));
        const batch = await maker.next(due, BATCH_BYTES);
        pacer.sent(batch.length);
        left -= batch.length;
        for (const reply of await commands.pipeline(batch.map(parts => commandOf(action, parts)))) {
          if (reply instanceof MillraceError) throwExplained(reply);
          if (reply === null)
            throw new MillraceError(
              'not-found',
              'The stream does not exist, and NOMKSTREAM says not to create it. Nothing more was added.',
            );
          job.add('added', [asText(reply)]);
        }
      }
    } finally {
      maker.close();
    }
    return `Added ${entriesText(job.count('added'))}.`;
  },
};

const openMaker = ({ fields, seed }: AddMany) => openTextMaker(fields.flat(), true, seed);

/** @param parts what was made of the names and values, in turn */
function commandOf({ key, noMkStream, trim }: AddMany, parts: readonly Buffer[]): Command {
  const fields = Array.from({ length: parts.length / 2 }, (_, index): [Buffer, Buffer] => [
    parts[index * 2]!,
    parts[index * 2 + 1]!,
  ]);
  return addCommand({ key, id: '*', fields, noMkStream, trim });
}
