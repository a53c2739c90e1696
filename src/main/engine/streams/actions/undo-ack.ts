import type { ActionOf } from '#shared/contract/stream-actions.ts';
import { compareStreamIds, parseStreamId } from '#shared/redis/stream-id.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Command } from '../../connections/redis-client.ts';
import { asArray, asText } from '../../connections/replies.ts';
import { replyCodeOf, type Commands } from '../../connections/commands.ts';
import type { PendingEntry } from '../pending-list.ts';
import { readConsumers } from '../consumers.ts';
import { readGroupsInfo, throwExplained } from '../stream-info.ts';
import { counted, previewOf } from '../../actions/preview.ts';
import { entriesText, nameText, type ActionSteps } from './action.ts';
import { existing } from './counts.ts';
import { commandRefusal } from '../../actions/refusals.ts';
import { ownersText, readRows, STEP } from './selection.ts';

type Undo = ActionOf<'undo-ack'>;
type Row = Undo['rows'][number];

/**
 * A least idle time that no pending entry has. XCLAIM asks for it of entries that are pending, not of those that FORCE makes pending: one that
 * was delivered again after our look stays with its new owner.
 */
const LEAVE_PENDING = '9223372036854775807';

/** XCLAIM … FORCE, with owner, delivery count and time of delivery as they were: https://redis.io/docs/latest/commands/xclaim/ */
export const undoAck: ActionSteps<'undo-ack'> = {
  async preview(commands, action) {
    const nobody = { act: 'Undo the acknowledgement', sentence: '', commands: [] };
    const refused = (await commandRefusal(commands, 'XCLAIM')) ?? (await missingGroup(commands, action));
    if (refused !== null) return previewOf({ ...nobody, refused });
    const look = await lookAt(commands, action, action.rows);
    const { restored, deleted, pending } = look;
    if (restored.length === 0)
      return previewOf({
        ...nobody,
        refused:
          'None of these entries can be made pending again: each was deleted, trimmed or delivered again.',
      });
    const many = entriesText(restored.length);
    const owners = new Map<string, number>();
    for (const { consumer } of restored)
      owners.set(nameText(consumer), (owners.get(nameText(consumer)) ?? 0) + 1);
    const ownerCounts = Array.from(owners, ([name, count]) => ({ name, count }));
    return previewOf({
      act: `Make ${many} pending again`,
      sentence: `Makes ${many} pending in ${nameText(action.group)} again (${ownersText({ owners: ownerCounts })}), with their owners, delivery counts and times of delivery as they were. An entry that is delivered again before that is left alone.`,
      commands: commandsFor(action, restored),
      warnings: [
        deleted.length > 0 &&
          `${counted(deleted.length, 'of them was deleted or trimmed since: it', 'of them were deleted or trimmed since: they')} cannot become pending again.`,
        pending.length > 0 &&
          `${counted(pending.length, 'of them is pending again already: it is', 'of them are pending again already: they are')} left to whoever has them now.`,
        await consumersGone(commands, action, owners),
        await groupBehind(commands, action, restored),
        action.others > 0 &&
          `${counted(action.others, 'more was', 'more were')} acknowledged that cannot be undone here: Millrace remembers at most 10,000, and none from a step in which somebody else acknowledged some of the entries.`,
      ],
    });
  },
  async apply(commands, action, job) {
    const missing = await missingGroup(commands, action);
    if (missing !== null) throw new MillraceError('not-found', missing);
    job.expect(action.rows.length);
    for (let from = 0; from < action.rows.length; from += STEP) {
      job.checkpoint();
      const { restored, deleted, pending } = await lookAt(
        commands,
        action,
        action.rows.slice(from, from + STEP),
      );
      job.add('deleted or trimmed since', idsOf(deleted));
      for (const row of pending) job.add(`pending already, with ${nameText(row.consumer)}`, [row.id]);
      const claimed = new Set<string>();
      for (const reply of await commands.pipeline(commandsFor(action, restored))) {
        if (reply instanceof MillraceError) throwExplained(reply);
        for (const id of asArray(reply)) claimed.add(asText(id));
      }
      job.add('pending again', [...claimed]);
      job.add(
        'deleted or delivered again meanwhile',
        idsOf(restored).filter(id => !claimed.has(id)),
      );
    }
    return `Made ${entriesText(job.count('pending again'))} pending again.`;
  },
};

const idsOf = (rows: readonly { id: string }[]) => rows.map(row => row.id);

/** What became of the entries since they were acknowledged. */
async function lookAt(
  commands: Commands,
  action: Undo,
  rows: readonly Row[],
): Promise<{ restored: Row[]; deleted: Row[]; pending: PendingEntry[] }> {
  const there = await existing(commands, action.key, idsOf(rows));
  const now = await readRows(commands, action, idsOf(rows));
  return {
    restored: rows.filter((row, index) => there.has(row.id) && !now[index]),
    deleted: rows.filter((row, index) => !there.has(row.id) && !now[index]),
    pending: now.filter(row => row !== undefined),
  };
}

/** One XCLAIM for all that were delivered alike, step by step as they are sent. */
function commandsFor({ key, group }: Undo, rows: readonly Row[]): Command[] {
  const commands: Command[] = [];
  for (let from = 0; from < rows.length; from += STEP) {
    const alike = Map.groupBy(
      rows.slice(from, from + STEP),
      ({ consumer, deliveries, deliveredAt }) =>
        `${Buffer.from(consumer).toString('latin1')} ${deliveries} ${deliveredAt}`,
    );
    for (const some of alike.values()) {
      const { consumer, deliveries, deliveredAt } = some[0]!;
      const state = ['TIME', deliveredAt, 'RETRYCOUNT', deliveries, 'FORCE', 'JUSTID'];
      commands.push(['XCLAIM', key, group, consumer, LEAVE_PENDING, ...idsOf(some), ...state]);
    }
  }
  return commands;
}

async function missingGroup(commands: Commands, { key, group }: Undo): Promise<string | null> {
  try {
    await commands.call('XPENDING', key, group);
    return null;
  } catch (error) {
    if (replyCodeOf(error) !== 'NOGROUP') throwExplained(error);
    return `The group ${nameText(group)} no longer exists, so nothing can be pending in it.`;
  }
}

async function consumersGone(
  commands: Commands,
  { key, group }: Undo,
  owners: ReadonlyMap<string, number>,
): Promise<string | null> {
  const { consumers, missing } = await readConsumers(commands, key, group);
  // Without XINFO CONSUMERS, one that has nothing pending is not seen.
  if (missing.length > 0) return null;
  const known = new Set(consumers.map(({ name }) => nameText(name)));
  const gone = [...owners.keys()].filter(name => !known.has(name));
  if (gone.length === 0) return null;
  const names =
    gone.length > 4 ? `${gone.slice(0, 4).join(', ')} and ${gone.length - 4} more` : gone.join(', ');
  return `${names} ${gone.length === 1 ? 'is no longer a consumer' : 'are no longer consumers'} of the group: created again.`;
}

/** A group that was set back delivers what lies before it by itself, and that counts from 1. LASTID would mend it by skipping all that is between. */
async function groupBehind(
  commands: Commands,
  { key, group }: Undo,
  rows: readonly Row[],
): Promise<string | null> {
  const groups = readGroupsInfo(await commands.call('XINFO', 'GROUPS', key).catch(throwExplained));
  const last = groups.find(({ name }) => Buffer.compare(name, group) === 0)?.lastDeliveredId;
  if (last === undefined) return null;
  const ahead = rows.filter(({ id }) => compareStreamIds(parseStreamId(id), parseStreamId(last)) > 0).length;
  if (ahead === 0) return null;
  return `${counted(ahead, 'of them is', 'of them are')} after ${last}, where the group stands: it delivers them again by itself, and their delivery count then starts over at 1.`;
}
