import type { ActionPreview } from '#shared/contract/actions.ts';
import type { StreamAction } from '#shared/contract/stream-actions.ts';
import type { Commands } from '../../connections/commands.ts';
import type { ActionSteps, StreamActionJob } from './action.ts';
import { addMany } from './add-many.ts';
import { autoClaim, claim } from './claim-actions.ts';
import { deadLetter } from './dead-letter-actions.ts';
import { add, deleteEntries, deleteStream, setStreamId } from './entry-actions.ts';
import {
  copyPosition,
  createConsumer,
  createGroup,
  deleteConsumer,
  destroyGroup,
  setGroupId,
} from './group-actions.ts';
import { importEntries } from './import-action.ts';
import { writeRefusal } from '../../actions/refusals.ts';
import { ack, ackDelete, release } from './pending-actions.ts';
import { readGroup } from './read-group.ts';
import { requeue } from './requeue-action.ts';
import { trim } from './trim-action.ts';
import { undoAck } from './undo-ack.ts';

const steps: { [K in StreamAction['kind']]: ActionSteps<K> } = {
  add,
  'add-many': addMany,
  delete: deleteEntries,
  trim,
  'set-stream-id': setStreamId,
  'delete-stream': deleteStream,
  import: importEntries,
  'create-group': createGroup,
  'set-group-id': setGroupId,
  'copy-position': copyPosition,
  'destroy-group': destroyGroup,
  'create-consumer': createConsumer,
  'delete-consumer': deleteConsumer,
  'read-group': readGroup,
  ack,
  'undo-ack': undoAck,
  'ack-delete': ackDelete,
  claim,
  'auto-claim': autoClaim,
  release,
  'dead-letter': deadLetter,
  requeue,
};

/** What an action would do, with the exact commands and counts just read. Changes nothing. */
export async function previewAction(commands: Commands, action: StreamAction): Promise<ActionPreview> {
  const preview = await stepsOf(action).preview(commands, action);
  return { ...preview, refused: preview.refused ?? (await writeRefusal(commands, preview.commands)) };
}

/** Does it; how it went and how it ended is on the job. */
export function applyAction(commands: Commands, action: StreamAction, job: StreamActionJob): Promise<void> {
  return job.carryOut(() => stepsOf(action).apply(commands, action, job));
}

function stepsOf<A extends StreamAction>(action: A): ActionSteps<A['kind']> {
  return steps[action.kind] as unknown as ActionSteps<A['kind']>;
}
