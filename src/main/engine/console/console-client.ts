import type { Socket } from 'node:net';
import type { RedisReply } from '#shared/redis/reply/reply.ts';
import { explainReply } from '#shared/redis/reply-errors.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { RedisAccess } from '../connections/connection-secrets.ts';
import { openSocket } from '../connections/open-socket.ts';
import { ReplyReader } from './reply-reader.ts';

/** What is kept of one answer. */
const kept = { bytes: 16 * 2 ** 20, elements: 50_000 };
/** Of what a server sends unasked until the next answer. */
const MAX_PUSHES = 100;

interface Waiting {
  command: string;
  resolve: (reply: RedisReply) => void;
  reject: (error: MillraceError) => void;
}

/** Hears what a command is answered again and again, and why that is over. */
interface ReplyListener {
  reply: (reply: RedisReply) => void;
  closed: (reason: string) => void;
}

/**
 * A connection that sends what it is told and gives each answer with its type, in RESP3 where the server has it. It waits as long as the server
 * does, and never reconnects.
 */
export class ConsoleClient {
  /** What RESP it spoke when it was opened. */
  readonly protocol: 2 | 3;
  /** For CLIENT UNBLOCK; null where the server does not tell it. */
  readonly clientId: string | null;
  readonly #wire: Wire;

  private constructor(wire: Wire, protocol: 2 | 3, clientId: string | null) {
    this.#wire = wire;
    this.protocol = protocol;
    this.clientId = clientId;
  }

  /**
   * @param signal closes it
   * @throws {MillraceError} `connect-failed`
   */
  static async open({ target, password }: RedisAccess, signal: AbortSignal): Promise<ConsoleClient> {
    const wire = new Wire(await openSocket(target), signal);
    const refuse = (text: string) => {
      wire.close('it was refused');
      return new MillraceError('connect-failed', explainReply(text), { reply: text });
    };
    const silent = setTimeout(() => wire.close('no answer in time'), target.connectTimeoutMs);
    try {
      if (password !== undefined && password !== '') {
        const user = target.username === '' ? [] : [target.username];
        const reply = await wire.ask('AUTH', ...user, password);
        if (reply.type === 'error') throw refuse(reply.text);
      }
      const hello = await wire.ask('HELLO', '3');
      if (target.db !== 0) {
        const reply = await wire.ask('SELECT', String(target.db));
        if (reply.type === 'error') throw refuse(reply.text);
      }
      await wire.ask('CLIENT', 'SETNAME', 'millrace-console');
      const id = await wire.ask('CLIENT', 'ID');
      return new ConsoleClient(wire, hello.type === 'error' ? 2 : 3, id.type === 'integer' ? id.text : null);
    } finally {
      clearTimeout(silent);
    }
  }

  get closed(): string | undefined {
    return this.#wire.closedBecause;
  }

  /** What the server sent unasked since the last call. */
  takePushes(): RedisReply[] {
    return this.#wire.pushes.splice(0);
  }

  /** @throws {MillraceError} `disconnected`: whether it was carried out is then unknown */
  send(args: readonly Uint8Array[]): Promise<RedisReply> {
    return this.#wire.send(args);
  }

  /** One command of our own. */
  ask(...words: (string | Uint8Array)[]): Promise<RedisReply> {
    return this.#wire.ask(...words);
  }

  /** Sends a command that is answered again and again. From then on every reply goes to the listener. */
  listen(args: readonly Uint8Array[], listener: ReplyListener): void {
    this.#wire.listen(args, listener);
  }

  close(reason = 'closed'): void {
    this.#wire.close(reason);
  }
}

/** A socket with replies on it. */
class Wire {
  readonly pushes: RedisReply[] = [];
  closedBecause: string | undefined;
  readonly #socket: Socket;
  readonly #reader = new ReplyReader(kept);
  readonly #waiting: Waiting[] = [];
  #listener: ReplyListener | undefined;

  constructor(socket: Socket, signal: AbortSignal) {
    this.#socket = socket;
    const abort = () => this.close('the connection was closed');
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    socket.once('close', () => signal.removeEventListener('abort', abort));
    socket.on('data', (bytes: Buffer) => this.#take(bytes));
    socket.on('error', error => this.#end(error.message));
    socket.on('close', () => this.#end('the server closed the connection'));
  }

  ask(...words: (string | Uint8Array)[]): Promise<RedisReply> {
    return this.send(words.map(word => (typeof word === 'string' ? Buffer.from(word) : word)));
  }

  send(args: readonly Uint8Array[]): Promise<RedisReply> {
    const command = Buffer.from(args[0] ?? []).toString();
    return new Promise((resolve, reject) => {
      if (this.closedBecause !== undefined) return reject(this.#lost(command));
      this.#waiting.push({ command, resolve, reject });
      this.#write(args);
    });
  }

  listen(args: readonly Uint8Array[], listener: ReplyListener): void {
    if (this.closedBecause !== undefined) return listener.closed(this.closedBecause);
    this.#listener = listener;
    this.#write(args);
  }

  close(reason: string): void {
    this.#end(reason);
    this.#socket.destroy();
  }

  #write(args: readonly Uint8Array[]): void {
    this.#socket.cork();
    this.#socket.write(`*${args.length}\r\n`);
    for (const arg of args) {
      this.#socket.write(`$${arg.length}\r\n`);
      this.#socket.write(arg);
      this.#socket.write('\r\n');
    }
    this.#socket.uncork();
  }

  #take(bytes: Buffer): void {
    try {
      for (const reply of this.#reader.read(bytes)) {
        if (this.closedBecause !== undefined) return;
        if (this.#listener) this.#listener.reply(reply);
        else if (reply.type === 'push') this.#push(reply);
        else this.#waiting.shift()?.resolve(reply);
      }
    } catch (error) {
      this.close(`the server ${(error as Error).message}`);
    }
  }

  #push(reply: RedisReply): void {
    this.pushes.push(reply);
    if (this.pushes.length > MAX_PUSHES) this.pushes.shift();
  }

  #lost(command: string): MillraceError {
    const why = (this.closedBecause ?? '').replace(/\.$/, '');
    return new MillraceError(
      'disconnected',
      `The connection closed before ${command} was answered: ${why}.`,
      {
        command,
      },
    );
  }

  #end(reason: string): void {
    if (this.closedBecause !== undefined) return;
    this.closedBecause = reason;
    for (const { command, reject } of this.#waiting.splice(0)) reject(this.#lost(command));
    this.#listener?.closed(reason);
  }
}
