import type { ActionPreview } from '#shared/contract/actions.ts';
import type { KeyAction, KeyActionOf } from '#shared/contract/key-actions.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { ActionJob } from '../../actions/job.ts';
import { previewOf } from '../../actions/preview.ts';
import type { Commands } from '../../connections/commands.ts';
import type { Command } from '../../connections/redis-client.ts';
import { throwExplained } from '../key-errors.ts';
import type { ActionSteps } from './action.ts';
import { readAfter } from './look.ts';

/** What is found of a key before it is changed. */
export interface Found {
  sentence: string;
  /** Why it is not done as things are, or null: what was read is not what stands there, say. */
  refused: string | null;
  warnings?: (string | null | false)[];
  /** Loses or overwrites something. */
  isDestructive: boolean;
}

interface WatchedChange<K extends KeyAction['kind']> {
  act: (action: KeyActionOf<K>) => string;
  /** Keys that may not change between looking and doing. */
  watched: (action: KeyActionOf<K>) => readonly Uint8Array[];
  look: (commands: Commands, action: KeyActionOf<K>) => Promise<Found>;
  /** What is done in one transaction. */
  commands: (action: KeyActionOf<K>) => readonly Command[];
  /** The word for the report. */
  done: (action: KeyActionOf<K>) => string;
  /** What is there afterwards, read back: one sentence. */
  readBack: (commands: Commands, action: KeyActionOf<K>) => Promise<string>;
}

/**
 * A change of one key that overwrites nothing that was not seen: the key is watched, looked at again, and changed in a transaction that Redis
 * refuses when somebody else was faster (https://redis.io/docs/latest/commands/watch/).
 */
export function watchedChange<K extends KeyAction['kind']>(change: WatchedChange<K>): ActionSteps<K> {
  return {
    async preview(commands: Commands, action: KeyActionOf<K>): Promise<ActionPreview> {
      const { sentence, refused, warnings = [], isDestructive } = await change.look(commands, action);
      return previewOf({
        act: change.act(action),
        sentence,
        commands: [['WATCH', ...change.watched(action)], ['MULTI'], ...change.commands(action), ['EXEC']],
        warnings,
        destructive: isDestructive,
        refused,
      });
    },
    async apply(commands: Commands, action: KeyActionOf<K>, job: ActionJob): Promise<string> {
      await commands.send(['WATCH', ...change.watched(action)]);
      const { refused } = await change.look(commands, action);
      if (refused !== null) throw new MillraceError('conflict', `${refused} Nothing was changed.`);
      const replies = await commands.transaction(change.commands(action));
      if (replies === null)
        throw new MillraceError(
          'conflict',
          'Somebody else changed the key at this moment. Nothing was changed.',
        );
      for (const reply of replies) if (reply instanceof MillraceError) throwExplained(reply);
      job.add(change.done(action), [], 1);
      return readAfter(() => change.readBack(commands, action));
    },
  };
}
