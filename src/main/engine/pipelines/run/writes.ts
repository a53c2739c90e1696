import { MillraceError } from '#shared/rpc/errors.ts';
import type { Argument, Command, Reply } from '../../connections/redis-client.ts';
import { asArray, asText } from '../../connections/replies.ts';
import { EncodedCommand } from '../../connections/wire-command.ts';
import type { RefusedWrite } from '../checkpoint/refused.ts';
import { MAX_WORDS_IN_SCRIPT, writeCommands } from '../sinks/lua.ts';
import type { ScriptCall } from '../sinks/sink.ts';

/** One call carries about so many words: what a script holds in Lua's memory at a time. */
const WORDS_PER_CALL = 20_000;

/**
 * What became of the writes of a transaction; null when a watched key changed, so that nothing was done and it has to be tried again.
 */
export type TransactionOutcome = {
  /** What Redis said of the writes that it refused and that the checkpoint keeps, in the order in which it has them. */
  kept: string[];
  /** What it refused outside scripts: nobody has it but this process. */
  unkept: RefusedWrite[];
} | null;

/** A command of a transaction; `isScript` where it keeps in the checkpoint itself what is refused. */
interface Packed {
  readonly command: Command | EncodedCommand;
  readonly isScript: boolean;
}

/**
 * The commands of a transaction that carry out writes: through scripts, as many as possible in one, or one by one where the server runs no scripts or a
 * command is too long for one.
 */
export function packed(
  checkpoint: string,
  commands: readonly Command[],
  calls: readonly (Command | EncodedCommand)[],
  canScript: boolean,
): Packed[] {
  const all = calls.map((command): Packed => ({ command, isScript: true }));
  let words: Argument[] = [];
  const send = () => {
    if (words.length > 0)
      all.push({ command: ['EVAL', writeCommands, 1, checkpoint, ...words], isScript: true });
    words = [];
  };
  for (const command of commands) {
    if (!canScript || command.length > MAX_WORDS_IN_SCRIPT || command[0] === 'EVAL') {
      send();
      all.push({ command, isScript: false });
      continue;
    }
    words.push(command.length);
    for (const word of command) words.push(word);
    if (words.length >= WORDS_PER_CALL) send();
  }
  send();
  return all;
}

export function callCommand(checkpoint: string, { script, key, args }: ScriptCall): Command {
  return ['EVAL', script, 2, checkpoint, key, ...args];
}

/** @param replies of these commands */
export function outcomeOf(
  writes: readonly Packed[],
  replies: readonly (Reply | MillraceError)[],
): NonNullable<TransactionOutcome> {
  const outcome: NonNullable<TransactionOutcome> = { kept: [], unkept: [] };
  writes.forEach(({ command, isScript }, index) => {
    const reply = replies[index]!;
    if (reply instanceof MillraceError) {
      // Of a script that fails as a whole nothing was done.
      outcome.unkept.push({
        command: command instanceof EncodedCommand ? command.command : command,
        error: replyOf(reply),
      });
    } else if (isScript) outcome.kept.push(...asArray(reply).map(error => asText(error).replace(/^-/, '')));
  });
  return outcome;
}

const replyOf = ({ detail, message }: MillraceError): string =>
  typeof detail?.reply === 'string' ? detail.reply : message;
