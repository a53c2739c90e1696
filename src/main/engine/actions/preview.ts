import type { ActionPreview } from '#shared/contract/actions.ts';
import { commandText } from '#shared/redis/command-text.ts';
import type { Command } from '../connections/redis-client.ts';

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
