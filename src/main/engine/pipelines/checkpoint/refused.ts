import { explainReply } from '#shared/redis/reply-errors.ts';
import type { Argument, Command } from '../../connections/redis-client.ts';

/**
 * The field of a checkpoint with the writes that Redis refused inside a transaction, whose other writes and position are in Redis. The scripts that
 * write append to it: each command as the number of its words and those, all as netstrings (`<bytes>:<word>`), so that a script can put it together
 * and bytes stay bytes.
 */
export const REFUSED = 'refused';
/** Those that were not written by a script: kept one round trip later, all together. */
export const REFUSED_OUTSIDE = 'refused:outside';

export function encodeCommands(commands: readonly Command[]): Buffer {
  const parts: Uint8Array[] = [];
  const put = (word: Argument) => {
    const bytes = word instanceof Uint8Array ? word : Buffer.from(String(word));
    parts.push(Buffer.from(`${bytes.length}:`), bytes);
  };
  for (const command of commands) {
    put(command.length);
    for (const word of command) put(word);
  }
  return Buffer.concat(parts);
}

/** What such a field has, each field that is added to once; nothing where there is none. */
export function readRefused(kept: Buffer | null): Command[] {
  return kept === null ? [] : merged(decodeCommands(kept));
}

export function decodeCommands(kept: Buffer): Command[] {
  const commands: Command[] = [];
  let at = 0;
  const word = () => {
    const colon = kept.indexOf(':', at);
    const start = colon + 1;
    at = start + Number(kept.toString('latin1', at, colon));
    return kept.subarray(start, at);
  };
  while (at < kept.length) {
    const words = Number(word());
    const name = word().toString();
    commands.push([name, ...Array.from({ length: words - 1 }, word)]);
  }
  return commands;
}

/** A write that was refused, and what Redis said. */
export interface RefusedWrite {
  readonly command: Command;
  readonly error: string;
}

/** Where each of them has its amount; what it adds to stands in the other place. */
const adds: Record<string, { amount: number; to: number }> = {
  HINCRBY: { amount: 3, to: 2 },
  HINCRBYFLOAT: { amount: 3, to: 2 },
  ZINCRBY: { amount: 2, to: 3 },
};

/** What is said of a number that cannot be added to, or to which so much cannot be added. */
const aboutNumbers = /not an integer|not a (valid )?float|not a number|overflow|NaN|out of range/i;

/** It concerns one field alone, and can be done later as well: other writes need not wait for it. */
export function canWait({ command: [name], error }: RefusedWrite): boolean {
  return name in adds && aboutNumbers.test(error);
}

/** The same writes with those that add to the same field made one, so that there are never more of them than fields. */
export function merged(commands: readonly Command[]): Command[] {
  const results: Command[] = [];
  const places = new Map<string, number>();
  for (const command of commands) {
    const add = adds[command[0]];
    if (!add) {
      results.push(command);
      continue;
    }
    const field = encodeCommands([[command[0], command[1]!, command[add.to]!]]).toString('latin1');
    const place = places.get(field);
    if (place === undefined) {
      places.set(field, results.push(command) - 1);
      continue;
    }
    const both = [...results[place]!] as [string, ...Argument[]];
    both[add.amount] = sum(command[0], both[add.amount]!, command[add.amount]!);
    results[place] = both;
  }
  return results;
}

/** For people: which key and field refuse what. */
export function refusalText({ command, error }: RefusedWrite): string {
  const [name, key] = command;
  const add = adds[name];
  const what = add ? `what is added to its field "${shown(command[add.to]!)}"` : `what ${name} writes`;
  return `The key "${shown(key!)}" does not take ${what}: ${explainReply(error)}`;
}

function sum(name: string, a: Argument, b: Argument): string {
  return name === 'HINCRBY' ? String(BigInt(String(a)) + BigInt(String(b))) : String(Number(a) + Number(b));
}

const shown = (word: Argument): string =>
  word instanceof Uint8Array ? Buffer.from(word).toString() : String(word);
