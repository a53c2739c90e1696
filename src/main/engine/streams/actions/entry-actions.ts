import type { ActionOf, Trimming } from '#shared/contract/stream-actions.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { missingSentence } from '#shared/redis/reply-errors.ts';
import { compareStreamIds, parseStreamId } from '#shared/redis/stream-id.ts';
import type { Argument, Command } from '../../connections/redis-client.ts';
import { asArray, asNumber, asText } from '../../connections/replies.ts';
import type { Commands } from '../../connections/commands.ts';
import { readStream, throwExplained } from '../stream-info.ts';
import { Denials } from '../../connections/denials.ts';
import { previewOf } from '../../actions/preview.ts';
import { entriesText, nameText, pendingText, type ActionSteps } from './action.ts';
import { existing, ghostsAmong } from './counts.ts';
import { optionRefusal, commandRefusal } from '../../actions/refusals.ts';

const IDS_PER_STEP = 500;

/** XADD's and XTRIM's trimming arguments, as https://redis.io/docs/latest/commands/xtrim/ orders them. */
export function trimArguments({ strategy, threshold, exact, limit, references }: Trimming): Argument[] {
  return [
    strategy,
    exact ? '=' : '~',
    threshold,
    ...(limit === null ? [] : ['LIMIT', limit]),
    ...(references === null ? [] : [references]),
  ];
}

/** XADD with everything it can be told. */
export function addCommand({ key, id, fields, noMkStream, trim }: Omit<ActionOf<'add'>, 'kind'>): Command {
  const options = trim === null ? [] : trimArguments(trim);
  // The policy on references is an option of XADD itself and stands before the trimming.
  const references = trim?.references ? [options.pop()!] : [];
  return [
    'XADD',
    key,
    ...(noMkStream ? ['NOMKSTREAM'] : []),
    ...references,
    ...options,
    id,
    ...fields.flat(),
  ];
}

/** XADD. */
export const add: ActionSteps<'add'> = {
  async preview(commands, action) {
    const stream = await readStream(commands, action.key).catch((error: unknown) => {
      if (error instanceof MillraceError && error.code === 'not-found') return null;
      throw error;
    });
    const last = stream?.summary.lastGeneratedId ?? null;
    const notAbove =
      last !== null &&
      !action.id.includes('*') &&
      compareStreamIds(parseStreamId(action.id), parseStreamId(last)) <= 0;
    const missing = stream === null && action.noMkStream;
    return previewOf({
      act: 'Add entry',
      sentence:
        stream === null
          ? `Creates the stream ${nameText(action.key)} with one entry.`
          : `Adds one entry of ${action.fields.length} fields to ${nameText(action.key)}, which has ${entriesText(stream.summary.length)}.`,
      commands: [addCommand(action)],
      warnings: [action.trim && 'Trims the stream in the same command.'],
      destructive: action.trim !== null,
      refused: missing
        ? 'The stream does not exist, and NOMKSTREAM says not to create it.'
        : notAbove
          ? `The id must be above the last one, ${last}: ids of a stream only grow.`
          : ((action.trim?.references && (await optionRefusal(commands, 'XADD', action.trim.references))) ??
            null),
    });
  },
  async apply(commands, action, job) {
    const command = addCommand(action);
    const reply = await commands.send(command).catch(throwExplained);
    if (reply === null)
      throw new MillraceError(
        'not-found',
        'The stream does not exist, and NOMKSTREAM says not to create it. Nothing was added.',
      );
    const id = asText(reply);
    job.add('added', [id]);
    return `Added ${id}.`;
  },
};

function deleteCommand({ key, references }: ActionOf<'delete'>, ids: readonly string[]): Command {
  return references === null ? ['XDEL', key, ...ids] : ['XDELEX', key, references, 'IDS', ids.length, ...ids];
}

/** XDEL, or XDELEX with a policy on references. */
export const deleteEntries: ActionSteps<'delete'> = {
  async preview(commands, action) {
    const denials = new Denials();
    const found = await denials.optional(existing(commands, action.key, action.ids));
    const there = found ?? new Set(action.ids);
    const ghosts = action.references === 'DELREF' ? [] : await ghostsAmong(commands, action.key, [...there]);
    const missing = action.ids.length - there.size;
    return previewOf({
      act: `Delete ${entriesText(there.size)}`,
      sentence: `Deletes ${found ? '' : 'up to '}${entriesText(there.size)} of ${nameText(action.key)}.${missing > 0 ? ` ${missing} of the ids have no entry.` : ''}`,
      commands: steps(action.ids).map(ids => deleteCommand(action, ids)),
      warnings: [
        denials.sentence('which of them still exist is not known.'),
        ...ghosts,
        action.references === 'ACKED' &&
          'Only entries that every group has been given and acknowledged are deleted.',
        action.references === 'DELREF' && 'They also leave the pending lists of all groups.',
      ],
      destructive: true,
      refused: action.references === null ? null : await commandRefusal(commands, 'XDELEX'),
    });
  },
  async apply(commands, action, job) {
    job.expect(action.ids.length);
    for (const ids of steps(action.ids)) {
      job.checkpoint();
      const command = deleteCommand(action, ids);
      const reply = await commands.send(command).catch(throwExplained);
      if (Array.isArray(reply)) {
        const results = asArray(reply).map(asNumber);
        job.add(
          'deleted',
          ids.filter((_, index) => results[index] === 1),
        );
        job.add(
          'not there',
          ids.filter((_, index) => results[index] === -1),
        );
        job.add(
          'kept: some group still refers to it',
          ids.filter((_, index) => results[index] === 2),
        );
      } else {
        const deleted = asNumber(reply);
        job.add('deleted', deleted === ids.length ? ids : [], deleted);
        job.add('not there', [], ids.length - deleted);
      }
    }
    return `Deleted ${entriesText(job.count('deleted'))}.`;
  },
};

/** XSETID. */
export const setStreamId: ActionSteps<'set-stream-id'> = {
  async preview(commands, action) {
    const { summary, missing } = await readStream(commands, action.key);
    const below =
      summary.lastId !== null &&
      compareStreamIds(parseStreamId(action.id), parseStreamId(summary.lastId)) < 0;
    const last = summary.lastGeneratedId;
    const back = last !== null && compareStreamIds(parseStreamId(action.id), parseStreamId(last)) < 0;
    return previewOf({
      act: `Set the last id to ${action.id}`,
      sentence: `Sets the last generated id of ${nameText(action.key)}${last === null ? '' : ` from ${last}`} to ${action.id}. New entries get ids above it.`,
      commands: [setIdCommand(action)],
      warnings: [
        last === null && missingSentence(missing, 'the last id that it has now is not known.'),
        back && !below && 'Ids that were given before can be given again.',
        (action.entriesAdded !== null || action.maxDeletedId !== null) &&
          'These counters are what lag is computed from.',
      ],
      destructive: true,
      refused: below ? `The id may not be below the newest entry, ${summary.lastId}.` : null,
    });
  },
  async apply(commands, action, job) {
    const command = setIdCommand(action);
    await commands.send(command).catch(throwExplained);
    const { summary } = await readStream(commands, action.key);
    const id = summary.lastGeneratedId ?? action.id;
    job.add('set', [id]);
    return `The last generated id is now ${id}.`;
  },
};

function setIdCommand({ key, id, entriesAdded, maxDeletedId }: ActionOf<'set-stream-id'>): Command {
  return [
    'XSETID',
    key,
    id,
    ...(entriesAdded === null ? [] : ['ENTRIESADDED', entriesAdded]),
    ...(maxDeletedId === null ? [] : ['MAXDELETEDID', maxDeletedId]),
  ];
}

/** UNLINK: DEL that frees the memory in the background. */
export const deleteStream: ActionSteps<'delete-stream'> = {
  async preview(commands, { key }) {
    const { summary, missing } = await readStream(commands, key);
    const { groups } = summary;
    const pending = groups?.reduce((sum, group) => sum + group.pending, 0) ?? 0;
    const withGroups =
      groups === null
        ? 'and its groups'
        : `${groups.length === 1 ? '1 group' : `${groups.length} groups`} and ${pendingText(pending)}`;
    return previewOf({
      act: `Delete stream ${nameText(key)} with ${entriesText(summary.length)}`,
      sentence: `Deletes the stream ${nameText(key)}: ${entriesText(summary.length)}, ${withGroups}.`,
      commands: [['UNLINK', key]],
      warnings: [groups === null && missingSentence(missing, 'its groups and what they hold are not known.')],
      destructive: true,
    });
  },
  async apply(commands: Commands, { key }, job) {
    await readStream(commands, key); // the key may have become something else since it was looked at
    const deleted = asNumber(await commands.call('UNLINK', key));
    job.add('deleted', [], deleted);
    return deleted === 1 ? `Deleted ${nameText(key)}.` : 'It was gone already.';
  },
};

function steps(ids: readonly string[]): string[][] {
  const all: string[][] = [];
  for (let from = 0; from < ids.length; from += IDS_PER_STEP) all.push(ids.slice(from, from + IDS_PER_STEP));
  return all;
}
