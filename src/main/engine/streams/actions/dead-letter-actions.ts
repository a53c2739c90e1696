import type { ActionOf } from '#shared/contract/stream-actions.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { explainReply, holderOf, missingSentence, replyCode } from '#shared/redis/reply-errors.ts';
import { provenanceFields } from '#shared/redis/dead-letter.ts';
import type { Argument, Command, Reply } from '../../connections/redis-client.ts';
import { asArray, asNumber, asText } from '../../connections/replies.ts';
import type { Commands } from '../../connections/commands.ts';
import { Denials } from '../../connections/denials.ts';
import { entryOf, readEntriesById, type Entry } from '../entries.ts';
import type { PendingEntry } from '../pending-list.ts';
import { readServerTime } from '../server-time.ts';
import { throwExplained } from '../stream-info.ts';
import { counted, SHOWN_COMMANDS } from '../../actions/preview.ts';
import { entriesText, nameText, type ActionSteps, type StreamActionJob } from './action.ts';
import { MOVE_SCRIPT } from './dead-letter-script.ts';
import { ownersText, readRows, selectedRows } from './selection.ts';
import { lengthOf, whichHas } from './counts.ts';
import { selectionPreview } from './pending-actions.ts';
import { commandRefusal } from '../../actions/refusals.ts';

/** Entries per script call: a script holds the whole server while it runs. */
const MOVE_STEP = 50;

const MOVED = 'moved';
const COPIED = 'copied, then acknowledged';

/** Why one script cannot do it, or null when it can. */
export async function scriptObstacle(commands: Commands, ...keys: Uint8Array[]): Promise<string | null> {
  const refusal = (await commandRefusal(commands, 'EVAL')) ?? (await scriptRefusal(commands));
  if (refusal !== null) return refusal;
  const slots = await Promise.all(
    keys.map(key => commands.call('CLUSTER', 'KEYSLOT', key).then(asText, () => 'standalone')),
  );
  // A server outside a cluster answers KEYSLOT with an error, some with a slot: only a cluster cares.
  const isCluster = await commands.call('CLUSTER', 'INFO').then(
    reply => /cluster_state/.test(asText(reply)),
    () => false,
  );
  return isCluster && new Set(slots).size > 1
    ? 'The two streams are in different slots of the cluster.'
    : null;
}

/** A server that cannot be asked about permissions, or by a user who may not ask, tells by a script that does nothing. */
async function scriptRefusal(commands: Commands): Promise<string | null> {
  const denials = new Denials();
  await denials.optional(commands.call('EVAL', 'return 1', 0));
  return denials.commands.length === 0 ? null : 'This user may not run EVAL.';
}

/** Says so when the key holds something that is no stream. */
export async function targetProblem(commands: Commands, target: Uint8Array): Promise<string | null> {
  let reply: Reply;
  try {
    reply = await new Denials().optional(commands.call('TYPE', target));
  } catch (error) {
    const holder = error instanceof MillraceError ? holderOf(String(error.detail?.reply)) : null;
    if (holder === null) throw error;
    return `Another node of the cluster has ${nameText(target)}: ${holder}. A name with the same {tag} is in the same slot.`;
  }
  // Where the type may not be asked for, the server itself refuses to add to another one.
  const type = reply === null ? 'none' : asText(reply);
  return type === 'stream' || type === 'none'
    ? null
    : `${nameText(target)} is not a stream: it holds a ${type}.`;
}

/** Moves pending entries to a dead-letter stream and acknowledges them. */
export const deadLetter: ActionSteps<'dead-letter'> = {
  async preview(commands, action) {
    const obstacle = await scriptObstacle(commands, action.key, action.target);
    const problem = await targetProblem(commands, action.target);
    const same = Buffer.compare(action.key, action.target) === 0;
    const length = problem === null ? await lengthOf(commands, action.target) : null;
    return selectionPreview(commands, action, async (facts, many) => ({
      act: `Move ${many} to ${nameText(action.target)}`,
      sentence: `Copies ${many} (${ownersText(facts)}) to ${nameText(action.target)}${whichHas(length)}, with where they came from and why, and acknowledges them in ${nameText(action.group)}. They stay in ${nameText(action.key)}.`,
      ...(obstacle === null
        ? { commandsFor: rows => [moveCommand(action, rows)], step: MOVE_STEP }
        : { commandsFor: await copyThenAckCommands(commands, action, facts.rows), step: 1 }),
      warnings: [
        obstacle !== null &&
          `${obstacle} So each is copied, then acknowledged: at least once. A cut in between leaves a copy and a pending entry.`,
        facts.ghosts > 0 &&
          `${counted(facts.ghosts, 'of them is a ghost', 'of them are ghosts')} without an entry to move: left pending.`,
      ],
      refused: same
        ? 'The dead-letter stream must be another stream.'
        : (problem ??
          (facts.unknown === null ? null : missingSentence(['XRANGE'], 'it cannot copy entries.'))),
    }));
  },
  async apply(commands, action, job) {
    const problem = await targetProblem(commands, action.target);
    if (problem !== null) throw new MillraceError('conflict', problem);
    const obstacle = await scriptObstacle(commands, action.key, action.target);
    for await (const rows of selectedRows(commands, action, job, { step: MOVE_STEP })) {
      if (obstacle === null) {
        await moveStep(commands, action, rows, job);
        continue;
      }
      for (const row of rows) {
        job.checkpoint();
        await copyThenAck(commands, action, row, job);
      }
    }
    return movedText(action, job);
  },
};

function moveCommand(action: ActionOf<'dead-letter'>, rows: readonly PendingEntry[]): Command {
  const { key, group, target, reason } = action;
  return [
    'EVAL',
    MOVE_SCRIPT,
    2,
    key,
    target,
    group,
    reason,
    ...rows.flatMap(row => [row.id, row.consumer, row.deliveries]),
  ];
}

async function moveStep(
  commands: Commands,
  action: ActionOf<'dead-letter'>,
  rows: readonly PendingEntry[],
  job: StreamActionJob,
): Promise<void> {
  const command = moveCommand(action, rows);
  const outcomes = asArray(await commands.send(command).catch(throwExplained)).map(outcome =>
    asArray(outcome).map(asText),
  );
  for (const [index, [kind, detail]] of outcomes.entries()) {
    const row = rows[index]!;
    if (kind === 'moved') job.add(MOVED, [row.id]);
    else if (kind === 'gone') job.add('no longer pending', [row.id]);
    else if (kind === 'owner') job.add(`went to ${nameText(Buffer.from(detail!))}`, [row.id]);
    else if (kind === 'deliveries') job.add('delivered again meanwhile', [row.id]);
    else if (kind === 'ghost') job.add('ghosts, left pending', [row.id]);
    else if (kind === 'large') await copyThenAck(commands, action, row, job);
    else throw scriptError(detail ?? '', 'XADD');
  }
}

/** An error reply that a script caught. */
export function scriptError(reply: string, command: string): MillraceError {
  return new MillraceError('redis', explainReply(reply), { reply, code: replyCode(reply), command });
}

function movedText({ group, target }: ActionOf<'dead-letter'>, job: StreamActionJob): string {
  const [moved, copied] = [job.count(MOVED), job.count(COPIED)];
  const sentences = [
    moved > 0 || copied === 0 ? `Moved ${entriesText(moved)} to ${nameText(target)}.` : '',
    copied > 0
      ? `Copied ${entriesText(copied)} to ${nameText(target)}, then acknowledged ${copied === 1 ? 'it' : 'them'} in ${nameText(group)}.`
      : '',
  ];
  return sentences.filter(sentence => sentence !== '').join(' ');
}

/** The commands of rows that are shown in a preview; of those beyond it, as many as there will be. */
async function copyThenAckCommands(
  commands: Commands,
  action: ActionOf<'dead-letter'>,
  rows: readonly PendingEntry[],
): Promise<(rows: readonly PendingEntry[]) => Command[]> {
  const time = await readServerTime(commands);
  const shown = rows.slice(0, SHOWN_COMMANDS).map(row => row.id);
  const entries = new Map<string, Entry | null>();
  for await (const { from, entries: some } of readEntriesById(commands, action.key, shown))
    for (const [index, entry] of some.entries()) entries.set(shown[from + index]!, entry);
  return some =>
    some.flatMap(row => {
      const entry = entries.get(row.id);
      // A ghost is left alone.
      return entry === null
        ? []
        : [copyCommand(action, row, entry?.fields ?? [], time), ackCommand(action, row)];
    });
}

function copyCommand(
  { key, group, target, reason }: ActionOf<'dead-letter'>,
  row: PendingEntry,
  fields: readonly Argument[],
  time: number,
): Command {
  const values: Argument[] = [
    key,
    group,
    row.consumer,
    row.id,
    row.deliveries,
    String(Math.floor(time)),
    reason,
  ];
  const provenance = provenanceFields.flatMap((name, index): Argument[] => [name, values[index]!]);
  return ['XADD', target, '*', ...fields, ...provenance];
}

function ackCommand({ key, group }: ActionOf<'dead-letter'>, { id }: PendingEntry): Command {
  return ['XACK', key, group, id];
}

/** Without a script: at least once. The copy is made before the acknowledgement, so that nothing is lost in between. */
async function copyThenAck(
  commands: Commands,
  action: ActionOf<'dead-letter'>,
  row: PendingEntry,
  job: StreamActionJob,
): Promise<void> {
  const [now] = await readRows(commands, action, [row.id]);
  if (!now) return job.add('no longer pending', [row.id]);
  if (!now.consumer.equals(row.consumer)) return job.add(`went to ${nameText(now.consumer)}`, [row.id]);
  if (now.deliveries !== row.deliveries) return job.add('delivered again meanwhile', [row.id]);
  const entry = await readOne(commands, action.key, row.id);
  if (!entry) return job.add('ghosts, left pending', [row.id]);
  const time = await readServerTime(commands);
  await commands.send(copyCommand(action, row, entry.fields, time)).catch(throwExplained);
  const acknowledged = asNumber(await commands.send(ackCommand(action, row)).catch(throwExplained));
  job.add(acknowledged === 1 ? COPIED : 'copied, but acknowledged by somebody else meanwhile', [row.id]);
}

export async function readOne(commands: Commands, key: Uint8Array, id: string): Promise<Entry | null> {
  const [reply] = asArray(await commands.call('XRANGE', key, id, id, 'COUNT', 1).catch(throwExplained));
  return reply === undefined ? null : entryOf(reply);
}
