import type { ActionPreview } from '#shared/contract/actions.ts';
import type { KeyAction, KeyActionOf } from '#shared/contract/key-actions.ts';
import { bytesText } from '#shared/redis/text.ts';
import type { ActionJob } from '../../actions/job.ts';
import { counted } from '../../actions/preview.ts';
import type { Commands } from '../../connections/commands.ts';

/** What can be done about one kind of action on keys: look first, then do it. */
export interface ActionSteps<K extends KeyAction['kind']> {
  /** Reads what the action would touch; changes nothing. */
  preview(commands: Commands, action: KeyActionOf<K>): Promise<ActionPreview>;
  /**
   * Does it, reports on the job, and returns one sentence on what was done.
   *
   * @param commands a client of its own: what is watched on it, nobody else unwatches
   */
  apply(commands: Commands, action: KeyActionOf<K>, job: ActionJob): Promise<string>;
}

export const keysText = (count: number) => counted(count, 'key');

/** A key for a sentence. */
export const nameText = (name: Uint8Array) => (name.length === 0 ? 'the empty name' : bytesText(name));
