import type { ActionPreview } from '#shared/contract/actions.ts';
import type { QueueAction } from '#shared/contract/queue-actions.ts';
import type { QueueId } from '#shared/contract/queues.ts';
import { jobStates } from '#shared/queue-names.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { ActionJob } from '../actions/job.ts';
import { previewOf } from '../actions/preview.ts';
import { writeRefusal } from '../actions/refusals.ts';
import type { Commands } from '../connections/commands.ts';
import type { Connection } from '../connections/connection.ts';
import type { Command, Reply } from '../connections/redis-client.ts';
import { readAfter } from '../keys/actions/look.ts';
import { readWholeJob } from './job-detail.ts';
import type { Plan } from './layout.ts';
import { layouts } from './layouts.ts';
import { readQueueFigures } from './queue-states.ts';

/** A queue at work changes between looking and doing; then it is looked at again. */
const TRIES = 5;

const acts = { retry: 'Try it again', run: 'Run it now', discard: 'Discard the job' } as const;
const done = { retry: 'back in its queue', run: 'in its queue', discard: 'discarded' } as const;

/** What an action on a job would do, with the exact commands. Changes nothing. */
export async function previewJobAction(commands: Commands, action: QueueAction): Promise<ActionPreview> {
  const plan = await planOf(commands, action);
  const act = { act: acts[action.kind], destructive: action.kind === 'discard' };
  if ('refused' in plan)
    return previewOf({ ...act, sentence: plan.refused, commands: [], refused: plan.refused });
  const preview = previewOf({
    ...act,
    sentence: plan.sentence,
    commands: transactionOf(plan),
    warnings: [...(plan.warnings ?? [])],
  });
  return { ...preview, refused: await writeRefusal(commands, preview.commands) };
}

/** Does it on a client of its own, because it watches keys; how it went is on the job. */
export function applyJobAction(
  connection: Pick<Connection, 'dedicated'>,
  action: QueueAction,
  job: ActionJob,
): Promise<void> {
  return job.carryOut(async () => {
    const client = await connection.dedicated({ purpose: 'action' });
    try {
      await change(client, action);
      job.add(done[action.kind], [action.id], 1);
      return await readAfter(() => readBack(client, action));
    } finally {
      client.close();
    }
  });
}

async function change(commands: Commands, action: QueueAction): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const seen = await planOf(commands, action);
    if ('refused' in seen) throw new MillraceError('conflict', `${seen.refused} Nothing was changed.`);
    if (seen.watched.length > 0) await commands.send(['WATCH', ...seen.watched]);
    // What was planned before nothing was watched may have been overtaken already.
    const plan = seen.watched.length > 0 ? await planOf(commands, action) : seen;
    if ('refused' in plan) throw new MillraceError('conflict', `${plan.refused} Nothing was changed.`);
    if (plan.watched.join('\n') !== seen.watched.join('\n')) {
      await commands.send(['UNWATCH']);
      continue;
    }
    const replies = await commands.transaction(plan.commands);
    if (replies === null) continue;
    for (const reply of replies) if (reply instanceof MillraceError) throw reply;
    if (Number(replies[0]) === 0)
      throw new MillraceError('conflict', 'Somebody else took the job at this moment.');
    return;
  }
  throw new MillraceError(
    'conflict',
    `The queue changed at each of ${TRIES} attempts. Nothing was changed; try again when it is less busy.`,
  );
}

/** @throws {MillraceError} `not-found` when the job has left its place */
async function planOf(commands: Commands, action: QueueAction): Promise<Plan | { refused: string }> {
  const id: QueueId = { framework: action.framework, queue: action.queue };
  const step = layouts[action.framework].changes[action.kind];
  const refused = step.refused(action.state, action.queue);
  if (refused !== null) return { refused };
  const { read, facts } = await readWholeJob(commands, id, action);
  const replies = await commands.pipeline(step.reads?.(read, facts) ?? []);
  for (const reply of replies) if (reply instanceof MillraceError) throw reply;
  return step.plan(read, facts, replies as Reply[], Date.now());
}

function transactionOf({ watched, commands }: Plan): Command[] {
  if (commands.length === 1) return [...commands];
  return [
    ...(watched.length > 0 ? [['WATCH', ...watched] as Command] : []),
    ['MULTI'],
    ...commands,
    ['EXEC'],
  ];
}

async function readBack(commands: Commands, { framework, queue }: QueueAction): Promise<string> {
  const { name, states } = await readQueueFigures(commands, { framework, queue });
  const counts = jobStates.flatMap(state => {
    const count = states.find(of => of.state === state)?.count;
    return typeof count === 'number' ? [`${count.toLocaleString('en-US')} ${state}`] : [];
  });
  return `It was done. ${name} has now ${counts.join(', ')}.`;
}
