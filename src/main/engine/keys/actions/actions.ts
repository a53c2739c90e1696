import type { ActionPreview } from '#shared/contract/actions.ts';
import type { KeyAction } from '#shared/contract/key-actions.ts';
import type { ActionJob } from '../../actions/job.ts';
import { writeRefusal } from '../../actions/refusals.ts';
import type { Commands } from '../../connections/commands.ts';
import type { Connection } from '../../connections/connection.ts';
import type { ActionSteps } from './action.ts';
import { deleteMatching } from './delete-matching.ts';
import { copy, deleteKeys, expire, persist, removeItems, rename } from './key-actions.ts';
import { addMember, push, removeElement, setElement, setField, setScore, setValue } from './value-actions.ts';

const steps: { [K in KeyAction['kind']]: ActionSteps<K> } = {
  'set-value': setValue,
  'set-field': setField,
  'set-element': setElement,
  push,
  'add-member': addMember,
  'set-score': setScore,
  'remove-items': removeItems,
  'remove-element': removeElement,
  rename,
  copy,
  expire,
  persist,
  'delete-keys': deleteKeys,
  'delete-matching': deleteMatching,
};

/** What an action would do, with the exact commands and what was just read. Changes nothing. */
export async function previewKeyAction(commands: Commands, action: KeyAction): Promise<ActionPreview> {
  const preview = await stepsOf(action).preview(commands, action);
  return { ...preview, refused: preview.refused ?? (await writeRefusal(commands, preview.commands)) };
}

/** Does it on a client of its own, because it watches keys; how it went and how it ended is on the job. */
export function applyKeyAction(
  connection: Pick<Connection, 'dedicated'>,
  action: KeyAction,
  job: ActionJob,
): Promise<void> {
  return job.carryOut(async () => {
    const client = await connection.dedicated({ purpose: 'action' });
    try {
      return await stepsOf(action).apply(client, action, job);
    } finally {
      client.close();
    }
  });
}

function stepsOf<A extends KeyAction>(action: A): ActionSteps<A['kind']> {
  return steps[action.kind] as unknown as ActionSteps<A['kind']>;
}
