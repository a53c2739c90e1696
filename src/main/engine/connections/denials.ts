import { missingSentence, refusedCommand } from '#shared/redis/reply-errors.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Reply } from './redis-client.ts';

/** The command that this error says the user may not run, or null for any other failure. */
export function deniedCommand(error: unknown): string | null {
  if (!(error instanceof MillraceError) || error.code !== 'denied') return null;
  return refusedCommand(String(error.detail?.reply));
}

/**
 * Commands that the user may not run, gathered while something is read that can do without them. What they would have told is unknown, and
 * the reader says so by their names.
 */
export class Denials {
  readonly #commands = new Set<string>();

  /** The reply, or null where its command is denied. @throws {MillraceError} any other failure */
  take(reply: Reply | MillraceError | undefined): Reply {
    if (!(reply instanceof MillraceError)) return reply ?? null;
    return this.#note(reply);
  }

  /** The same for what is read by more than one command. */
  async optional<T>(reading: Promise<T>): Promise<T | null> {
    try {
      return await reading;
    } catch (error) {
      return this.#note(error);
    }
  }

  get commands(): string[] {
    return [...this.#commands];
  }

  /** What is unknown because of them, see `missingSentence`. */
  sentence(unknown: string): string | null {
    return missingSentence(this.commands, unknown);
  }

  #note(error: unknown): null {
    const command = deniedCommand(error);
    if (command === null) throw error;
    this.#commands.add(command);
    return null;
  }
}
