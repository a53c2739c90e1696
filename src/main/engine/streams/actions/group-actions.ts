import type { ActionOf } from '#shared/contract/stream-actions.ts';
import type { StreamGroup, StreamSummary } from '#shared/contract/streams.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { missingSentence } from '#shared/redis/reply-errors.ts';
import { compareStreamIds, pageStartAfter, parseStreamId } from '#shared/redis/stream-id.ts';
import type { Command } from '../../connections/redis-client.ts';
import { asNumber } from '../../connections/replies.ts';
import { Denials } from '../../connections/denials.ts';
import type { Commands } from '../../connections/commands.ts';
import { readConsumers } from '../consumers.ts';
import { readStream, throwExplained } from '../stream-info.ts';
import { counted, previewOf } from '../../actions/preview.ts';
import { entriesText, nameText, pendingText, type ActionSteps } from './action.ts';
import { countEntries, countPending, howMany, type Counted } from './counts.ts';

/** XGROUP CREATE. */
export const createGroup: ActionSteps<'create-group'> = {
  async preview(commands, action) {
    const { key, group, from, makeStream } = action;
    const stream = await readStream(commands, key).catch((error: unknown) => {
      if (error instanceof MillraceError && error.code === 'not-found') return null;
      throw error;
    });
    const exists = stream?.summary.groups?.some(({ name }) => Buffer.compare(name, group) === 0) ?? false;
    return previewOf({
      act: `Create group ${nameText(group)}`,
      sentence: `Creates the group ${nameText(group)} on ${nameText(key)}; ${await startText(commands, key, from, stream?.summary)}${stream ? '' : ' The stream is created, empty.'}`,
      commands: [createCommand(action)],
      refused: exists
        ? `${nameText(key)} has a group of that name already.`
        : stream === null && !makeStream
          ? 'The stream does not exist. MKSTREAM creates it.'
          : null,
    });
  },
  async apply(commands, action, job) {
    const command = createCommand(action);
    await commands.send(command).catch(throwExplained);
    const group = await findGroup(commands, action.key, action.group);
    job.add('created', []);
    return `Created ${nameText(action.group)}${group ? ` at ${group.lastDeliveredId}` : ''}.`;
  },
};

function createCommand({ key, group, from, makeStream, entriesRead }: ActionOf<'create-group'>): Command {
  return [
    'XGROUP',
    'CREATE',
    key,
    group,
    from,
    ...(makeStream ? ['MKSTREAM'] : []),
    ...(entriesRead === null ? [] : ['ENTRIESREAD', entriesRead]),
  ];
}

async function startText(
  commands: Commands,
  key: Uint8Array,
  from: string,
  summary: StreamSummary | undefined,
): Promise<string> {
  if (from === '$' || !summary) return 'it is given what is added from now on.';
  const start = pageStartAfter(from);
  if (start === null) return 'it is never given anything.';
  if (from === '0' || from === '0-0') return `it is given all ${entriesText(summary.length)} and what comes.`;
  const ahead = await countEntries(commands, key, start, '+');
  return `it is given ${howMany(ahead)} of ${entriesText(summary.length)} (those after ${from}) and what comes.`;
}

function setCommand({ key, group, id, entriesRead }: Omit<ActionOf<'set-group-id'>, 'kind'>): Command {
  return ['XGROUP', 'SETID', key, group, id, ...(entriesRead === null ? [] : ['ENTRIESREAD', entriesRead])];
}

/** XGROUP SETID: forward skips entries; backward gives entries again, also those that are still pending. */
export const setGroupId: ActionSteps<'set-group-id'> = {
  async preview(commands, action) {
    return positionPreview(commands, action, `Set ${nameText(action.group)} to ${action.id}`);
  },
  apply: (commands, action, job) => setPosition(commands, action, job),
};

/** XGROUP SETID to where another group stands. */
export const copyPosition: ActionSteps<'copy-position'> = {
  async preview(commands, action) {
    const { id, entriesRead } = await positionOf(commands, action.key, action.from);
    const act = `Set ${nameText(action.group)} to where ${nameText(action.from)} stands`;
    return positionPreview(commands, { ...action, id, entriesRead }, act);
  },
  async apply(commands, action, job) {
    return setPosition(
      commands,
      { ...action, ...(await positionOf(commands, action.key, action.from)) },
      job,
    );
  },
};

type Position = Omit<ActionOf<'set-group-id'>, 'kind'>;

async function positionOf(commands: Commands, key: Uint8Array, group: Uint8Array) {
  const { lastDeliveredId, entriesRead } = await needGroup(commands, key, group);
  return { id: lastDeliveredId, entriesRead: entriesRead === null ? null : String(entriesRead) };
}

async function positionPreview(commands: Commands, position: Position, act: string) {
  const { key, group } = position;
  const { summary, missing } = await readStream(commands, key);
  const found = groupIn(summary, group);
  const id = position.id === '$' ? summary.lastGeneratedId : position.id;
  if (!found || id === null) {
    return previewOf({
      act,
      sentence: `Sets ${nameText(group)} of ${nameText(key)} to ${id ?? 'the last id of the stream'}.`,
      commands: [setCommand(position)],
      warnings: [
        missingSentence(
          missing,
          'where it stands now, and what it will skip or be given again, is not known.',
        ),
      ],
      destructive: true,
    });
  }
  const { lastDeliveredId } = found;
  const direction = compareStreamIds(parseStreamId(id), parseStreamId(lastDeliveredId));
  const low = pageStartAfter(direction < 0 ? id : lastDeliveredId) ?? id;
  const high = direction < 0 ? lastDeliveredId : id;
  const denials = new Denials();
  const warnings: (string | null)[] = [];
  let sentence = `${nameText(group)} already stands at ${lastDeliveredId}: nothing changes.`;
  if (direction < 0) {
    const again = await denials.optional(countEntries(commands, key, low, high));
    const pending = await denials.optional(countPending(commands, key, group, low, high));
    sentence = `${nameText(group)} goes back from ${lastDeliveredId} to ${id}: ${someEntries(again)} will be delivered again.`;
    if (pending !== null && pending.count > 0) {
      warnings.push(
        `${howMany(pending)} of them ${pending.count === 1 ? 'is' : 'are'} still pending: when delivered again they leave their owner, and their delivery count starts over at 1.`,
      );
    }
    warnings.push('A new group at this id replays the same entries and leaves this group alone.');
  } else if (direction > 0) {
    const skipped = await denials.optional(countEntries(commands, key, low, high));
    sentence = `${nameText(group)} goes forward from ${lastDeliveredId} to ${id}: ${someEntries(skipped)} will not be delivered to it.`;
  }
  warnings.push(denials.sentence('how many these are is not known.'));
  return previewOf({
    act,
    sentence,
    commands: [setCommand(position)],
    warnings,
    destructive: direction !== 0,
  });
}

const someEntries = (counted: Counted | null) =>
  counted === null ? 'entries' : `${howMany(counted)} ${counted.count === 1 ? 'entry' : 'entries'}`;

async function setPosition(
  commands: Commands,
  position: Position,
  job: { add(what: string, ids: readonly string[], count?: number): void },
): Promise<string> {
  await findGroup(commands, position.key, position.group);
  const command = setCommand(position);
  await commands.send(command).catch(throwExplained);
  const stands = (await findGroup(commands, position.key, position.group))?.lastDeliveredId ?? position.id;
  job.add('set', [stands]);
  return `${nameText(position.group)} stands at ${stands}.`;
}

/** XGROUP DESTROY. */
export const destroyGroup: ActionSteps<'destroy-group'> = {
  async preview(commands, { key, group }) {
    const { summary, missing } = await readStream(commands, key);
    const found = groupIn(summary, group);
    const what = found
      ? `${counted(found.consumers, 'consumer')} and ${pendingText(found.pending)}`
      : 'consumers and pending entries';
    return previewOf({
      act: `Destroy group ${nameText(group)} and drop ${found ? pendingText(found.pending) : 'what is pending'}`,
      sentence: `Destroys the group ${nameText(group)} of ${nameText(key)} with its ${what}. The entries stay in the stream.`,
      commands: [['XGROUP', 'DESTROY', key, group]],
      warnings: [!found && missingSentence(missing, 'how much is pending in it is not known.')],
      destructive: true,
    });
  },
  async apply(commands, { key, group }, job) {
    const destroyed = asNumber(await commands.call('XGROUP', 'DESTROY', key, group).catch(throwExplained));
    job.add('destroyed', [], destroyed);
    return destroyed === 1 ? `Destroyed ${nameText(group)}.` : 'It was gone already.';
  },
};

/** XGROUP CREATECONSUMER. */
export const createConsumer: ActionSteps<'create-consumer'> = {
  async preview(commands, { key, group, consumer }) {
    await findGroup(commands, key, group);
    return previewOf({
      act: `Create consumer ${nameText(consumer)}`,
      sentence: `Creates the consumer ${nameText(consumer)} in ${nameText(group)}, with nothing pending.`,
      commands: [['XGROUP', 'CREATECONSUMER', key, group, consumer]],
    });
  },
  async apply(commands, { key, group, consumer }, job) {
    const created = asNumber(
      await commands.call('XGROUP', 'CREATECONSUMER', key, group, consumer).catch(throwExplained),
    );
    job.add('created', [], created);
    return created === 1 ? `Created ${nameText(consumer)}.` : `${nameText(consumer)} was there already.`;
  },
};

/** XGROUP DELCONSUMER: what it owns is dropped from the pending list, and is never delivered again. */
export const deleteConsumer: ActionSteps<'delete-consumer'> = {
  async preview(commands, { key, group, consumer }) {
    const found = await findConsumer(commands, key, group, consumer);
    const pending = found?.pending ?? 0;
    return previewOf({
      act:
        pending === 0
          ? `Delete consumer ${nameText(consumer)}`
          : `Delete consumer ${nameText(consumer)} and drop ${pendingText(pending)}`,
      sentence:
        pending === 0
          ? `Deletes the consumer ${nameText(consumer)} of ${nameText(group)}. It has nothing pending.`
          : `Deletes the consumer ${nameText(consumer)} of ${nameText(group)} and drops its ${pendingText(pending)}: the group is never given them again.`,
      commands: [['XGROUP', 'DELCONSUMER', key, group, consumer]],
      warnings: [pending > 0 && 'Claim them for another consumer first to keep them.'],
      destructive: true,
      refused: found ? null : `${nameText(group)} has no consumer of that name.`,
    });
  },
  async apply(commands, { key, group, consumer }, job) {
    const dropped = asNumber(
      await commands.call('XGROUP', 'DELCONSUMER', key, group, consumer).catch(throwExplained),
    );
    job.add('dropped from pending', [], dropped);
    return `Deleted ${nameText(consumer)}${dropped > 0 ? ` and dropped ${pendingText(dropped)}` : ''}.`;
  },
};

/** Null where XINFO GROUPS may not be asked. @throws {MillraceError} `not-found` */
async function findGroup(
  commands: Commands,
  key: Uint8Array,
  group: Uint8Array,
): Promise<StreamGroup | null> {
  return groupIn((await readStream(commands, key)).summary, group);
}

async function needGroup(commands: Commands, key: Uint8Array, group: Uint8Array): Promise<StreamGroup> {
  const found = await findGroup(commands, key, group);
  if (!found)
    throw new MillraceError(
      'denied',
      `This user may not run XINFO GROUPS, which tells where ${nameText(group)} stands.`,
    );
  return found;
}

function groupIn({ groups }: StreamSummary, name: Uint8Array): StreamGroup | null {
  if (groups === null) return null;
  const found = groups.find(group => Buffer.compare(group.name, name) === 0);
  if (!found) throw new MillraceError('not-found', `The stream has no group ${nameText(name)}.`);
  return found;
}

/** A consumer and what it holds. Without XINFO CONSUMERS those that hold nothing are not known. */
async function findConsumer(
  commands: Commands,
  key: Uint8Array,
  group: Uint8Array,
  consumer: Uint8Array,
): Promise<{ pending: number } | undefined> {
  const named = ({ name }: { name: Uint8Array }) => Buffer.compare(name, consumer) === 0;
  const { consumers, missing } = await readConsumers(commands, key, group);
  return consumers.find(named) ?? (missing.length > 0 ? { pending: 0 } : undefined);
}
