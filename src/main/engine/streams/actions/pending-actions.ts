import type { ActionPreview } from '#shared/contract/actions.ts';
import type { ActionOf } from '#shared/contract/stream-actions.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Command } from '../../connections/redis-client.ts';
import { asArray, asNumber } from '../../connections/replies.ts';
import type { Commands } from '../../connections/commands.ts';
import type { PendingEntry } from '../pending-list.ts';
import { throwExplained } from '../stream-info.ts';
import { counted, previewOf, type PreviewDraft } from '../../actions/preview.ts';
import { entriesText, nameText, pendingText, type ActionSteps, type StreamActionJob } from './action.ts';
import { Acknowledgements } from './acknowledgements.ts';
import { ghostsAmong } from './counts.ts';
import { commandRefusal } from '../../actions/refusals.ts';
import {
  readSelection,
  ownersText,
  readRows,
  selectedRows,
  STEP,
  type PendingTarget,
  type SelectionFacts,
} from './selection.ts';

type SelectionDraft = Omit<PreviewDraft, 'commands'> & {
  /** The commands of one step, of so many rows at most. */
  commandsFor: (rows: PendingEntry[]) => Command[];
  step?: number;
};

/** The previews of actions on pending entries: what is selected, in what steps, and what nobody should be surprised by. */
export async function selectionPreview(
  commands: Commands,
  target: PendingTarget,
  describe: (facts: SelectionFacts, many: string) => SelectionDraft | Promise<SelectionDraft>,
  options: { keepGone?: boolean } = {},
): Promise<ActionPreview> {
  const facts = await readSelection(commands, target, options.keepGone);
  const many = `${facts.exact ? '' : 'at least '}${entriesText(facts.count)}`;
  const { commandsFor, step = STEP, ...draft } = await describe(facts, many);
  const sent: Command[] = [];
  for (let from = 0; from < facts.rows.length; from += step)
    sent.push(...commandsFor(facts.rows.slice(from, from + step)));
  return previewOf({
    ...draft,
    commands: sent,
    commandCount: facts.whole ? sent.length : null,
    warnings: [
      ...(draft.warnings ?? []),
      facts.unknown,
      facts.changed > 0 &&
        `${counted(facts.changed, 'of the selected rows has', 'of the selected rows have')} been acknowledged, claimed or delivered again since you saw it: left alone.`,
    ],
    refused:
      draft.refused ??
      (facts.count === 0 ? 'None of the selected entries is still pending unchanged.' : null),
  });
}

/** XACK. */
export const ack: ActionSteps<'ack'> = {
  preview: (commands, action) =>
    selectionPreview(commands, action, (facts, many) => ({
      act: `Acknowledge ${many}`,
      sentence: `Acknowledges ${many} (${ownersText(facts)}): they leave the pending list of ${nameText(action.group)} and are not delivered to it again. They stay in the stream.`,
      commandsFor: rows => [ackCommand(action, rows)],
    })),
  async apply(commands, action, job) {
    const acknowledgements = new Acknowledgements(action);
    job.offerUndo(() => acknowledgements.undo());
    for await (const rows of selectedRows(commands, action, job)) {
      const command = ackCommand(action, rows);
      const note = await acknowledgements.about(commands, rows);
      const acknowledged = asNumber(await commands.send(command).catch(throwExplained));
      note(acknowledged);
      await reportAcknowledged(commands, action, rows, acknowledged, job);
    }
    return `Acknowledged ${entriesText(job.count('acknowledged'))}.`;
  },
};

function ackCommand({ key, group }: PendingTarget, rows: readonly PendingEntry[]): Command {
  return ['XACK', key, group, ...rows.map(row => row.id)];
}

async function reportAcknowledged(
  commands: Commands,
  target: PendingTarget,
  rows: readonly PendingEntry[],
  acknowledged: number,
  job: StreamActionJob,
): Promise<void> {
  const after = await readRows(
    commands,
    target,
    rows.map(row => row.id),
  );
  const gone = rows.filter((_, index) => after[index] === undefined).map(row => row.id);
  const back = rows.filter((_, index) => after[index] !== undefined).map(row => row.id);
  // An entry that was acknowledged can be pending again at once only if it was delivered again (SETID).
  job.add('acknowledged', back.length === 0 && acknowledged === rows.length ? gone : [], acknowledged);
  job.add('acknowledged by somebody else', [], Math.max(0, gone.length - acknowledged));
  job.add('pending again', back, Math.max(0, rows.length - Math.max(acknowledged, gone.length)));
}

/** XACKDEL where the server has it, else XACK and XDEL in one transaction. */
export const ackDelete: ActionSteps<'ack-delete'> = {
  async preview(commands, action) {
    const missing = await commandRefusal(commands, 'XACKDEL');
    const preview = await selectionPreview(commands, action, (facts, many) => ({
      act: `Acknowledge and delete ${many}`,
      sentence: `Acknowledges ${many} (${ownersText(facts)}) in ${nameText(action.group)} and deletes them from ${nameText(action.key)}.`,
      commandsFor: rows => ackDeleteCommands(action, rows, missing === null),
      destructive: true,
      refused:
        action.references !== null && missing !== null
          ? `${missing} A policy for references needs that command.`
          : null,
    }));
    if (action.references === 'DELREF' || action.selection.by === 'filter') return preview;
    const others = await ghostsAmong(
      commands,
      action.key,
      action.selection.rows.map(row => row.id),
      action.group,
    );
    return { ...preview, warnings: [...others, ...preview.warnings] };
  },
  async apply(commands, action, job) {
    const missing = await commandRefusal(commands, 'XACKDEL');
    if (missing !== null && action.references !== null) throw new MillraceError('unsupported', missing);
    for await (const rows of selectedRows(commands, action, job)) {
      if (missing === null) await ackDeleteStep(commands, action, rows, job);
      else await ackThenDeleteStep(commands, action, rows, job);
    }
    return `Acknowledged and deleted ${entriesText(job.count('acknowledged and deleted'))}.`;
  },
};

function ackDeleteCommands(
  action: ActionOf<'ack-delete'>,
  rows: readonly PendingEntry[],
  oneCommand: boolean,
): Command[] {
  const ids = rows.map(row => row.id);
  const { key, group, references } = action;
  if (oneCommand)
    return [['XACKDEL', key, group, ...(references === null ? [] : [references]), 'IDS', ids.length, ...ids]];
  return [['MULTI'], ['XACK', key, group, ...ids], ['XDEL', key, ...ids], ['EXEC']];
}

/** Replies per id: 1 acknowledged and deleted, 2 acknowledged but still referred to, -1 not pending (https://redis.io/docs/latest/commands/xackdel/). */
async function ackDeleteStep(
  commands: Commands,
  action: ActionOf<'ack-delete'>,
  rows: readonly PendingEntry[],
  job: StreamActionJob,
): Promise<void> {
  const [command] = ackDeleteCommands(action, rows, true) as [Command];
  const results = asArray(await commands.send(command).catch(throwExplained)).map(asNumber);
  const idsOf = (result: number) => rows.filter((_, index) => results[index] === result).map(row => row.id);
  job.add('acknowledged and deleted', idsOf(1));
  job.add('acknowledged, kept: another group refers to it', idsOf(2));
  job.add('no longer pending', idsOf(-1));
}

async function ackThenDeleteStep(
  commands: Commands,
  action: ActionOf<'ack-delete'>,
  rows: readonly PendingEntry[],
  job: StreamActionJob,
): Promise<void> {
  const replies = await commands.transaction(ackDeleteCommands(action, rows, false).slice(1, -1));
  for (const reply of replies ?? []) if (reply instanceof MillraceError) throw reply;
  const [acknowledged, deleted] = (replies ?? []).map(reply => asNumber(reply as string));
  const ids = rows.map(row => row.id);
  const both = Math.min(acknowledged ?? 0, deleted ?? 0);
  job.add('acknowledged and deleted', both === ids.length ? ids : [], both);
  job.add('acknowledged; its entry was gone already', [], (acknowledged ?? 0) - both);
  job.add('no longer pending', [], ids.length - Math.max(both, acknowledged ?? 0));
}

/** XNACK. */
export const release: ActionSteps<'release'> = {
  async preview(commands, action) {
    const refused = await commandRefusal(commands, 'XNACK');
    const counts = {
      SILENT: 'their delivery count goes down by one, as if the last delivery had not been',
      FAIL: 'their delivery count stays',
      FATAL: 'their delivery count becomes 9223372036854775807, the mark of what can never be processed',
    }[action.mode];
    return selectionPreview(commands, action, (facts, many) => ({
      act: `Release ${many}`,
      sentence: `Takes ${many} from their owners (${ownersText(facts)}) and gives them back to ${nameText(action.group)}, to be claimed at once; ${counts}.`,
      commandsFor: rows => [releaseCommand(action, rows)],
      destructive: action.mode === 'FATAL',
      refused,
    }));
  },
  async apply(commands, action, job) {
    for await (const rows of selectedRows(commands, action, job)) {
      const command = releaseCommand(action, rows);
      const released = asNumber(await commands.send(command).catch(throwExplained));
      job.add('released', released === rows.length ? rows.map(row => row.id) : [], released);
      job.add('no longer pending', [], rows.length - released);
    }
    return `Released ${pendingText(job.count('released'))}.`;
  },
};

/** https://redis.io/docs/latest/commands/xnack/ */
function releaseCommand({ key, group, mode }: ActionOf<'release'>, rows: readonly PendingEntry[]): Command {
  return ['XNACK', key, group, mode, 'IDS', rows.length, ...rows.map(row => row.id)];
}
