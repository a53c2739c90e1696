import type { ActionOf } from '#shared/contract/stream-actions.ts';
import { compareStreamIds, pageStartAfter, parseStreamId } from '#shared/redis/stream-id.ts';
import type { StreamGroup } from '#shared/contract/streams.ts';
import type { Command } from '../../connections/redis-client.ts';
import { asArray, asText } from '../../connections/replies.ts';
import type { Commands } from '../../connections/commands.ts';
import { readEntries } from '../entries.ts';
import { readPending } from '../pending-list.ts';
import { readConsumers } from '../consumers.ts';
import { readStream, throwExplained } from '../stream-info.ts';
import { counted, previewOf } from '../../actions/preview.ts';
import { entriesText, nameText, pendingText, type ActionSteps } from './action.ts';

type ReadGroup = ActionOf<'read-group'>;

/** XREADGROUP, as a consumer does it: https://redis.io/docs/latest/commands/xreadgroup/ */
export const readGroup: ActionSteps<'read-group'> = {
  async preview(commands, action) {
    const { summary } = await readStream(commands, action.key);
    const draft = { act: `Read as ${nameText(action.consumer)}`, commands: [readCommand(action)] };
    if (summary.groups === null)
      return previewOf({
        ...draft,
        sentence: '',
        refused: 'This user may not run XINFO GROUPS, so Millrace cannot tell beforehand what would be read.',
      });
    const group = summary.groups.find(({ name }) => Buffer.compare(name, action.group) === 0);
    if (!group)
      return previewOf({
        ...draft,
        sentence: '',
        refused: `The group ${nameText(action.group)} does not exist. Create it first.`,
      });
    const { consumers, missing } = await readConsumers(commands, action.key, action.group);
    // Without XINFO CONSUMERS, one that has nothing pending is not seen.
    const isNew =
      missing.length === 0 && !consumers.some(({ name }) => Buffer.compare(name, action.consumer) === 0);
    const what =
      action.from === '>' ? await newEntries(commands, action, group) : await ownPending(commands, action);
    return previewOf({
      ...draft,
      ...what,
      warnings: [
        isNew && `${nameText(action.consumer)} is not a consumer of the group yet: the command creates it.`,
        ...what.warnings,
      ],
    });
  },
  async apply(commands, action, job) {
    const reply = await commands.send(readCommand(action)).catch(throwExplained);
    // Null: nothing new. Else one stream with its entries; one that was deleted while pending has no fields.
    const [stream] = reply === null ? [] : asArray(reply);
    const entries = stream === undefined ? [] : asArray(asArray(stream)[1]);
    const ids = entries.map(entry => asText(asArray(entry)[0]));
    const ghosts = entries.filter(entry => asArray(entry)[1] === null).length;
    job.add(outcomeOf(action), ids);
    const which = ids.length === 0 ? '' : ids.length === 1 ? `: ${ids[0]}` : `: ${ids[0]} to ${ids.at(-1)}`;
    const gone =
      ghosts === 0 ? '' : ` ${counted(ghosts, 'of them no longer exists', 'of them no longer exist')}.`;
    return ids.length === 0
      ? `${nameText(action.consumer)} was given nothing: there is no such entry.`
      : `${nameText(action.consumer)} was given ${entriesText(ids.length)}${which}.${gone}`;
  },
};

function outcomeOf({ from, noAck }: ReadGroup): string {
  if (from !== '>') return 'given again';
  return noAck ? 'given, and not pending' : 'given, and pending now';
}

function readCommand({ key, group, consumer, count, from, noAck }: ReadGroup): Command {
  return [
    'XREADGROUP',
    'GROUP',
    group,
    consumer,
    'COUNT',
    count,
    ...(noAck ? ['NOACK'] : []),
    'STREAMS',
    key,
    from,
  ];
}

interface WhatHappens {
  sentence: string;
  warnings: (string | false)[];
  destructive?: boolean;
}

/** What the group has not given to anybody. */
async function newEntries(
  commands: Commands,
  { key, group: name, consumer, count, noAck }: ReadGroup,
  group: StreamGroup,
): Promise<WhatHappens> {
  const start = pageStartAfter(group.lastDeliveredId);
  const { entries } =
    start === null ? { entries: [] } : await readEntries(commands, key, { start, end: '+' }, count);
  const to = nameText(consumer);
  if (entries.length === 0)
    return { sentence: `Gives ${to} nothing: ${nameText(name)} has been given every entry.`, warnings: [] };
  const [first, last] = [entries[0]!.id, entries.at(-1)!.id];
  const which = entries.length === 1 ? first : `${first} to ${last}`;
  const then = noAck
    ? 'They count as acknowledged at once and never become pending.'
    : `They become pending with ${to}, with a delivery count of 1, until they are acknowledged.`;
  return {
    sentence: `Gives ${to} ${entriesText(entries.length)} that nobody in ${nameText(name)} was given yet (${which}), and moves the group on to ${last}. ${then}`,
    warnings: [
      noAck
        ? 'No other consumer of the group gets them: if nobody processes them here, they are lost to the group.'
        : 'No other consumer of the group gets them, unless it claims them.',
    ],
    destructive: noAck,
  };
}

/** What this consumer was given already: reading it again is a delivery. */
async function ownPending(
  commands: Commands,
  { key, group, consumer, count, from }: ReadGroup,
): Promise<WhatHappens> {
  const start = from === '0' ? '-' : pageStartAfter(from);
  const rows = start === null ? [] : await readPending(commands, { key, group, consumer }, start, '+', count);
  const to = nameText(consumer);
  const after = compareStreamIds(parseStreamId(from), { ms: 0n, seq: 0n }) === 0 ? '' : ` after ${from}`;
  if (rows.length === 0)
    return { sentence: `Gives ${to} nothing: it has no pending entry${after}.`, warnings: [] };
  return {
    sentence: `Gives ${to} again ${pendingText(rows.length)} of its own${after}. Their delivery counts go up by one, and their idle times start over. Nothing else changes.`,
    warnings: [],
  };
}
