import { Command as IoredisCommand } from 'ioredis';
import { wireBytes } from './wire-bytes.ts';

export type Argument = string | Uint8Array | number | bigint;
export type Command = readonly [name: string, ...args: Argument[]];

/** What ioredis sends; with payloads that are bytes it is put together in one go. */
class WireCommand extends IoredisCommand {
  override toWritable(socket: object): string | Buffer {
    const args = this.args as (string | Buffer)[];
    return args.some(arg => typeof arg !== 'string') ? wireBytes(this.name, args) : super.toWritable(socket);
  }
}

/** ioredis does not look at it. */
const NO_SOCKET = {};

/** A command whose bytes on the wire are made before it is its turn. It may be sent more than once. */
export class EncodedCommand {
  readonly command: Command;
  readonly bytes: Buffer;

  constructor(command: Command) {
    this.command = command;
    const bytes = wireCommand(command).toWritable(NO_SOCKET);
    this.bytes = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  }
}

/** One time that it is sent. */
class EncodedWireCommand extends IoredisCommand {
  readonly #bytes: Buffer;

  constructor({ command: [name], bytes }: EncodedCommand) {
    super(name, [], { replyEncoding: null });
    this.#bytes = bytes;
  }

  override toWritable(): Buffer {
    return this.#bytes;
  }
}

export function wireCommand(command: Command | EncodedCommand): IoredisCommand {
  if (command instanceof EncodedCommand) return new EncodedWireCommand(command);
  const [name, ...args] = command;
  return new WireCommand(name, args.map(encode), { replyEncoding: null });
}

export function nameOf(command: Command | EncodedCommand): string {
  return command instanceof EncodedCommand ? command.command[0] : command[0];
}

export function encode(argument: Argument): string | Buffer {
  if (typeof argument === 'string' || Buffer.isBuffer(argument)) return argument;
  if (argument instanceof Uint8Array)
    return Buffer.from(argument.buffer, argument.byteOffset, argument.byteLength);
  return String(argument);
}
