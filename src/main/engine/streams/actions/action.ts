import type { ActionOf, ActionPreview, StreamAction } from '#shared/contract/stream-actions.ts';
import { commandText } from '#shared/redis/command-text.ts';
import { bytesText } from '#shared/redis/text.ts';
import type { Command } from '../../connections/redis-client.ts';
import type { Commands } from '../commands.ts';
import type { ActionJob } from './job.ts';

/** What can be done about one kind of action: look first, then do it. */
export interface ActionSteps<K extends StreamAction['kind']> {
  /** Reads what the action would touch; changes nothing. */
  preview(commands: Commands, action: ActionOf<K>): Promise<ActionPreview>;
  /** Does it, reports on the job, and returns one sentence on what was done. */
  apply(commands: Commands, action: ActionOf<K>, job: ActionJob): Promise<string>;
}

/** Of a preview: more than these are only counted. */
export const SHOWN_COMMANDS = 20;

export interface PreviewDraft {
  act: string;
  sentence: string;
  commands: readonly Command[];
  /** Where more will be sent than are given here; null when it depends on what is found. */
  commandCount?: number | null;
  warnings?: (string | false | null | undefined)[];
  destructive?: boolean;
  refused?: string | null;
}

export function previewOf(draft: PreviewDraft): ActionPreview {
  return {
    act: draft.act,
    sentence: draft.sentence,
    commands: draft.commands.slice(0, SHOWN_COMMANDS).map(redisCliText),
    commandCount: draft.commandCount === undefined ? draft.commands.length : draft.commandCount,
    warnings: (draft.warnings ?? []).filter(warning => typeof warning === 'string'),
    destructive: draft.destructive ?? false,
    refused: draft.refused ?? null,
  };
}

/** A command as redis-cli reads it. */
export function redisCliText(command: Command): string {
  return commandText(
    command.map(part => (typeof part === 'string' || part instanceof Uint8Array ? part : String(part))),
  );
}

/** "1 entry", "1,204 entries". */
export function counted(count: number | bigint, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 || count === 1n ? one : many}`;
}

export const entriesText = (count: number | bigint) => counted(count, 'entry', 'entries');
export const pendingText = (count: number | bigint) => counted(count, 'pending entry', 'pending entries');

/** A name for a sentence. */
export const nameText = (name: Uint8Array) => (name.length === 0 ? '(no owner)' : bytesText(name));
