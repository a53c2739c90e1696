import { MillraceError } from '#shared/rpc/errors.ts';
import type { Argument, Command, Reply } from './redis-client.ts';

/** What the services of streams and keys need of a live client. */
export interface Commands {
  readonly closed: boolean;
  call(name: string, ...args: Argument[]): Promise<Reply>;
  send(command: Command): Promise<Reply>;
  pipeline(commands: readonly Command[]): Promise<(Reply | MillraceError)[]>;
  transaction(commands: readonly Command[]): Promise<(Reply | MillraceError)[] | null>;
}

/** The replies of a pipeline whose commands belong together: the first error is the error of all. */
export async function callAll(commands: Commands, list: readonly Command[]): Promise<Reply[]> {
  const replies = await commands.pipeline(list);
  for (const reply of replies) if (reply instanceof MillraceError) throw reply;
  return replies as Reply[];
}

/** The code of an error reply ("NOGROUP"), or null for any other failure. */
export function replyCodeOf(error: unknown): string | null {
  const code = error instanceof MillraceError ? error.detail?.code : undefined;
  return typeof code === 'string' ? code : null;
}
