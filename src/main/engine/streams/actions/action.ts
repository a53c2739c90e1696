import type { ActionPreview } from '#shared/contract/actions.ts';
import type { ActionOf, StreamAction } from '#shared/contract/stream-actions.ts';
import { bytesText } from '#shared/redis/text.ts';
import type { ActionJob } from '../../actions/job.ts';
import { counted } from '../../actions/preview.ts';
import type { Commands } from '../../connections/commands.ts';

/** A running action on streams: acknowledgements can be undone. */
export type StreamActionJob = ActionJob<ActionOf<'undo-ack'>>;

/** What can be done about one kind of action: look first, then do it. */
export interface ActionSteps<K extends StreamAction['kind']> {
  /** Reads what the action would touch; changes nothing. */
  preview(commands: Commands, action: ActionOf<K>): Promise<ActionPreview>;
  /** Does it, reports on the job, and returns one sentence on what was done. */
  apply(commands: Commands, action: ActionOf<K>, job: StreamActionJob): Promise<string>;
}

export const entriesText = (count: number | bigint) => counted(count, 'entry', 'entries');
export const pendingText = (count: number | bigint) => counted(count, 'pending entry', 'pending entries');

/** A name for a sentence. */
export const nameText = (name: Uint8Array) => (name.length === 0 ? '(no owner)' : bytesText(name));
