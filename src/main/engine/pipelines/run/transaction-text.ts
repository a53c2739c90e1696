import { commandText } from '#shared/redis/command-text.ts';
import type { Command } from '../../connections/redis-client.ts';

const SHOWN_COMMANDS = 40;
const SHOWN_ARGUMENTS = 12;
const SHOWN_CHARACTERS = 80;

/** A transaction as redis-cli text, shortened for people, and how many commands it has. */
export interface TransactionText {
  commands: string[];
  count: number;
}

export function transactionText(commands: readonly Command[]): TransactionText {
  return {
    commands: commands
      .slice(-SHOWN_COMMANDS)
      .map(command => commandText(command.slice(0, SHOWN_ARGUMENTS).map(short))),
    count: commands.length,
  };
}

function short(argument: Command[number]): string | Uint8Array {
  const text = typeof argument === 'object' ? argument.subarray(0, SHOWN_CHARACTERS) : String(argument);
  return typeof text === 'string' && text.length > SHOWN_CHARACTERS
    ? `${text.slice(0, SHOWN_CHARACTERS)}...`
    : text;
}
