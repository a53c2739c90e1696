import type { Argument, Command } from '../../connections/redis-client.ts';
import type { KeyTypes } from '../sinks/sink.ts';

/** The field of a checkpoint with the writes that Redis refused inside a transaction, whose other writes and position are in Redis. */
export const REFUSED = 'refused';

/** Bytes that are not text. */
interface Bytes {
  base64: string;
}

export function encodeCommands(commands: readonly Command[]): string {
  return JSON.stringify(
    commands.map(command =>
      command.map((argument): string | Bytes =>
        argument instanceof Uint8Array
          ? { base64: Buffer.from(argument).toString('base64') }
          : String(argument),
      ),
    ),
  );
}

export function decodeCommands(text: string): Command[] {
  const commands = JSON.parse(text) as (string | Bytes)[][];
  return commands.map(
    command =>
      command.map((argument): Argument =>
        typeof argument === 'string' ? argument : Buffer.from(argument.base64, 'base64'),
      ) as unknown as Command,
  );
}

const types: Record<string, 'hash' | 'set' | 'zset' | 'stream'> = {
  HSET: 'hash',
  HDEL: 'hash',
  HINCRBY: 'hash',
  HINCRBYFLOAT: 'hash',
  SADD: 'set',
  SREM: 'set',
  ZADD: 'zset',
  ZINCRBY: 'zset',
  XADD: 'stream',
};

/** The types that the keys of commands must have, so that they are not refused for that again. */
export function typesOf(commands: readonly Command[]): KeyTypes {
  return new Map(
    commands.flatMap(([name, key]) => {
      const type = types[name];
      return type === undefined ? [] : [[String(key), type] as const];
    }),
  );
}
