import type { ActionOf } from '#shared/contract/stream-actions.ts';
import type { Command } from '../../connections/redis-client.ts';
import { asArray, asText } from '../../connections/replies.ts';
import { pendingFilterSchema } from '#shared/contract/pending.ts';
import type { PendingEntry } from '../pending-list.ts';
import { throwExplained } from '../stream-info.ts';
import { previewOf } from '../../actions/preview.ts';
import { entriesText, nameText, pendingText, type ActionSteps } from './action.ts';
import { selectionPreview } from './pending-actions.ts';
import { readSelection, readRows, selectedRows, STEP, type SelectionFacts } from './selection.ts';

/** Without JUSTID the reply carries the payloads: fewer at once. */
const CLAIM_STEP = 25;

/** https://redis.io/docs/latest/commands/xclaim/ */
function claimCommand(action: ActionOf<'claim'>, rows: readonly PendingEntry[]): Command {
  const { key, group, consumer, minIdleMs, idleMs, time, retryCount, force, justId } = action;
  return [
    'XCLAIM',
    key,
    group,
    consumer,
    minIdleMs,
    ...rows.map(row => row.id),
    ...(idleMs === null ? [] : ['IDLE', idleMs]),
    ...(time === null ? [] : ['TIME', time]),
    ...(retryCount === null ? [] : ['RETRYCOUNT', retryCount]),
    ...(force ? ['FORCE'] : []),
    ...(justId ? ['JUSTID'] : []),
  ];
}

/** Ids of a claim's reply: entries, or ids alone with JUSTID; before 7.0 nil for an entry that is deleted. */
function idsOfReply(reply: unknown): string[] {
  return asArray(reply as never)
    .filter(item => item !== null)
    .map(item => asText(Array.isArray(item) ? item[0] : item));
}

/** XCLAIM. */
export const claim: ActionSteps<'claim'> = {
  preview: (commands, action) =>
    selectionPreview(
      commands,
      action,
      (facts, many) => ({
        act: `Claim ${facts.exact ? facts.count.toLocaleString('en-US') : many} for ${nameText(action.consumer)}`,
        sentence: claimSentence(action, facts, many),
        commandsFor: rows => [claimCommand(action, rows)],
        step: action.justId ? STEP : CLAIM_STEP,
        warnings: [
          facts.ghosts > 0 &&
            `${facts.ghosts} of them ${facts.ghosts === 1 ? 'is a ghost' : 'are ghosts'}: the entry was deleted while pending, and the claim drops it from the pending list.`,
        ],
      }),
      { keepGone: action.force },
    ),
  async apply(commands, action, job) {
    const step = action.justId ? STEP : CLAIM_STEP;
    for await (const rows of selectedRows(commands, action, job, { step, keepGone: action.force })) {
      const command = claimCommand(action, rows);
      const claimed = new Set(idsOfReply(await commands.send(command).catch(throwExplained)));
      const left = rows.filter(row => !claimed.has(row.id));
      const now = await readRows(
        commands,
        action,
        left.map(row => row.id),
      );
      job.add('claimed', [...claimed]);
      job.add(
        'deleted entries, dropped from pending',
        left.filter((_, index) => !now[index]).map(row => row.id),
      );
      job.add(
        'left alone: not idle for long enough',
        left.filter((_, index) => now[index]).map(row => row.id),
      );
    }
    return `Claimed ${entriesText(job.count('claimed'))} for ${nameText(action.consumer)}.`;
  },
};

function claimSentence(action: ActionOf<'claim'>, facts: SelectionFacts, many: string): string {
  const to = nameText(action.consumer);
  const from = facts.owners.map(owner => owner.name).filter(name => name !== to);
  const owners = from.length === 0 ? to : from.length > 4 ? `${from.length} consumers` : from.join(', ');
  const idle =
    action.minIdleMs > 0 ? `, those still idle for ${action.minIdleMs.toLocaleString('en-US')} ms` : '';
  const delivered =
    facts.mostDeliveries > 1n
      ? `; one was delivered ${facts.mostDeliveries.toLocaleString('en-US')} times`
      : '';
  return `Moves ${many} from ${owners} to ${to}${idle}${delivered}. ${deliveriesText(action)}`;
}

function deliveriesText({ justId, retryCount, idleMs, time }: ActionOf<'claim'>): string {
  const count =
    retryCount !== null
      ? `Their delivery count becomes ${retryCount}`
      : justId
        ? 'Their delivery count stays'
        : 'Their delivery count goes up by one';
  const idle =
    idleMs !== null
      ? `their idle time becomes ${idleMs.toLocaleString('en-US')} ms`
      : time !== null
        ? `their last delivery becomes ${new Date(time).toISOString()}`
        : 'their idle time starts over';
  return `${count}, and ${idle}. Nothing else changes.`;
}

/** XAUTOCLAIM, followed by its cursor to the end: one call looks at no more than ten times its COUNT. */
export const autoClaim: ActionSteps<'auto-claim'> = {
  async preview(commands, action) {
    const filter = pendingFilterSchema.parse({ minIdleMs: action.minIdleMs });
    const facts = await readSelection(commands, { ...action, selection: { by: 'filter', filter } });
    const many = `${facts.exact ? '' : 'at least '}${pendingText(facts.count)}`;
    return previewOf({
      act: `Sweep ${many} to ${nameText(action.consumer)}`,
      sentence: `Goes through the pending entries of ${nameText(action.group)} and claims for ${nameText(action.consumer)} what is idle for ${action.minIdleMs.toLocaleString('en-US')} ms or more: ${many} now. ${action.justId ? 'Their delivery counts stay.' : 'Their delivery counts go up by one.'}`,
      commands: [autoClaimCommand(action, action.start)],
      commandCount: null,
      warnings: [
        facts.unknown,
        facts.ghosts > 0 &&
          `${facts.ghosts} of them are ghosts, whose entry no longer exists: the sweep drops them from the pending list and lists them here.`,
      ],
    });
  },
  async apply(commands, action, job) {
    for (let cursor = action.start; ;) {
      job.checkpoint();
      const command = autoClaimCommand(action, cursor);
      const [next, entries, deleted] = asArray(await commands.send(command).catch(throwExplained));
      job.add('claimed', idsOfReply(entries));
      // The third element came with 7.0; before, deleted entries were claimed as nil.
      job.add('deleted entries, dropped from pending', Array.isArray(deleted) ? deleted.map(asText) : []);
      cursor = asText(next);
      if (cursor === '0-0') break;
    }
    return `Claimed ${pendingText(job.count('claimed'))} for ${nameText(action.consumer)}; the cursor is back at 0-0.`;
  },
};

/** https://redis.io/docs/latest/commands/xautoclaim/ */
function autoClaimCommand(action: ActionOf<'auto-claim'>, cursor: string): Command {
  const { key, group, consumer, minIdleMs, count, justId } = action;
  return [
    'XAUTOCLAIM',
    key,
    group,
    consumer,
    minIdleMs,
    cursor,
    'COUNT',
    count,
    ...(justId ? ['JUSTID'] : []),
  ];
}
