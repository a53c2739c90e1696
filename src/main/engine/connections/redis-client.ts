import { Redis } from 'ioredis';
import { MillraceError } from '#shared/rpc/errors.ts';
import { explainReply, replyCode, shortened } from '#shared/redis/reply-errors.ts';
import type { Target } from '#shared/redis/target.ts';
import { explainConnectError, type ConnectFailure } from './connect-errors.ts';
import { guardParser } from './guarded-parser.ts';
import { MessageCutter, type MessageListener } from './message-cutter.ts';
import { ProtocolBreak } from './reply-bounds.ts';
import { socketOptions } from './socket-options.ts';
import {
  encode,
  nameOf,
  wireCommand,
  type Argument,
  type Command,
  type EncodedCommand,
} from './wire-command.ts';

export type { Argument, Command } from './wire-command.ts';

/**
 * A reply, the same for all servers: bulk and simple strings are Buffers, integers are decimal strings (they may exceed 2^53), maps and
 * sets are flat arrays as in RESP2.
 */
export type Reply = Buffer | string | null | Reply[];

export interface OpenOptions {
  /** Shown in CLIENT LIST after "millrace-". */
  purpose: string;
  password?: string | undefined;
  /** No limit on replies: for blocking reads and subscribers. */
  blocking?: boolean;
  /** A reply that takes longer is a `timeout`; without it, the target's own limit. */
  replyLimitMs?: number;
  signal?: AbortSignal;
}

/**
 * One live connection to one server, from its handshake to its close; it never reconnects, so nothing is ever sent twice. RESP2 is
 * spoken everywhere: replies have one shape on every server version.
 */
export class RedisClient {
  readonly target: Target;
  readonly #redis: Redis;
  readonly #takeMessages: (cutter: MessageCutter) => void;
  readonly #closeListeners = new Set<(reason: string) => void>();
  #closedBecause: string | undefined;
  #lastError: Error | undefined;
  #isOpen = false;

  private constructor(target: Target, redis: Redis) {
    this.target = target;
    this.#redis = redis;
    redis.on('error', (error: Error) => {
      // What it broke is the reason; what follows from it is not.
      if (!(this.#lastError instanceof ProtocolBreak)) this.#lastError = error;
    });
    redis.on('close', () => this.#closed());
    this.#takeMessages = guardParser(redis, reason => {
      this.#lastError = reason;
      this.#closed();
      redis.disconnect();
    });
  }

  /**
   * Connects, authenticates, selects the database and proves with a PING that a Redis answers.
   *
   * @throws {MillraceError} `connect-failed`; `detail.stage` is one of `connectStages`, `detail.raw` the original error,
   *   `detail.final` true when trying again cannot help (wrong password, bad certificate).
   */
  static async open(target: Target, options: OpenOptions): Promise<RedisClient> {
    const redis = new Redis({
      ...(await socketOptions(target)),
      lazyConnect: true,
      protocol: 2,
      stringNumbers: true,
      retryStrategy: null,
      autoResubscribe: false,
      autoResendUnfulfilledCommands: false,
      enableOfflineQueue: false,
      enableReadyCheck: false,
      disableClientInfo: true,
      maxRetriesPerRequest: null,
      keepAlive: 30_000,
      connectTimeout: target.connectTimeoutMs,
    });
    const client = new RedisClient(target, redis);
    const abort = () => client.close('cancelled');
    options.signal?.addEventListener('abort', abort, { once: true });
    try {
      await client.#handshake(options);
      if (options.signal?.aborted) throw new MillraceError('cancelled', 'Cancelled.');
      client.#isOpen = true;
      if (!options.blocking) redis.options.commandTimeout = options.replyLimitMs ?? target.commandTimeoutMs;
      return client;
    } catch (error) {
      client.close('handshake failed');
      throw error;
    } finally {
      options.signal?.removeEventListener('abort', abort);
    }
  }

  get closed(): boolean {
    return this.#closedBecause !== undefined;
  }

  /** Calls back once with the reason, also when it is closed already. */
  onClose(listener: (reason: string) => void): void {
    if (this.#closedBecause === undefined) this.#closeListeners.add(listener);
    else listener(this.#closedBecause);
  }

  /**
   * Sends one command.
   *
   * @throws {MillraceError} `redis` or `denied` for an error reply (`detail.reply`, `detail.code`, `detail.command`); `timeout`; `disconnected`
   *   when the connection closed before the reply: whether the command was carried out is then unknown.
   */
  call(name: string, ...args: Argument[]): Promise<Reply> {
    return this.send([name, ...args]);
  }

  /** The same for a command that is put together: its arguments may be many (an entry of 50,000 fields), and never lie on the stack. */
  async send(command: Command): Promise<Reply> {
    try {
      const reply = this.#redis.sendCommand(wireCommand(command)) as Promise<Reply>;
      return await (/subscribe$/i.test(command[0]) ? this.#unlessClosed(reply) : reply);
    } catch (error) {
      throw this.#commandError(error, command[0]);
    }
  }

  /** Sends commands in one write; each has its own reply or error. When the connection is cut, the unanswered ones fail with it. */
  async pipeline(commands: readonly (Command | EncodedCommand)[]): Promise<(Reply | MillraceError)[]> {
    if (commands.length === 0) return [];
    // One goes out as it is, without being copied into a write for many.
    if (commands.length === 1) return [await this.#replyTo(commands[0]!)];
    // Its types leave `sendCommand` out.
    const pipeline = this.#redis.pipeline() as ReturnType<Redis['pipeline']> & Pick<Redis, 'sendCommand'>;
    for (const command of commands) pipeline.sendCommand(wireCommand(command));
    const results = await pipeline.exec();
    return commands.map((command, index) => {
      const [error, reply] = results?.[index] ?? [new Error('Connection is closed.'), undefined];
      return error ? this.#commandError(error, nameOf(command)) : (reply as Reply);
    });
  }

  async #replyTo(command: Command | EncodedCommand): Promise<Reply | MillraceError> {
    try {
      return (await this.#redis.sendCommand(wireCommand(command))) as Reply;
    } catch (error) {
      return this.#commandError(error, nameOf(command));
    }
  }

  /**
   * MULTI, the commands, EXEC, in one write.
   *
   * @returns the replies, an error in the place of each command that failed inside EXEC (Redis does not roll back), or null when a watched
   *   key changed and nothing was done.
   * @throws {MillraceError} `redis` when EXEC was refused as a whole: `detail.reply` is the first refusal (an OOM, say), nothing was done;
   *   `disconnected` when the outcome is unknown.
   */
  async transaction(
    commands: readonly (Command | EncodedCommand)[],
  ): Promise<(Reply | MillraceError)[] | null> {
    const replies = await this.pipeline([['MULTI'], ...commands, ['EXEC']]);
    const exec = replies.at(-1)!;
    if (exec instanceof MillraceError) {
      const refusal = replies.slice(0, -1).find(reply => reply instanceof MillraceError);
      throw exec.detail?.code === 'EXECABORT' && refusal ? refusal : exec;
    }
    if (exec === null) return null;
    return (exec as unknown[]).map((reply, index) =>
      reply instanceof Error ? this.#commandError(reply, nameOf(commands[index]!)) : (reply as Reply),
    );
  }

  listen(listener: MessageListener): void {
    this.#takeMessages(new MessageCutter(listener));
    // What arrives in pieces.
    const { message, patternMessage, shardMessage } = listener;
    if (message) this.#redis.on('messageBuffer', whole(message));
    if (shardMessage) this.#redis.on('smessageBuffer', whole(shardMessage));
    if (patternMessage) {
      this.#redis.on('pmessageBuffer', (pattern: string, channel: unknown, payload: unknown) =>
        whole((...parts) => patternMessage(pattern, ...parts))(channel, payload),
      );
    }
  }

  /** The socket's local address and port, as CLIENT LIST shows it. */
  get localAddress(): string | undefined {
    const socket = this.#redis.stream as { localAddress?: string; localPort?: number } | undefined;
    return socket?.localAddress && `${socket.localAddress}:${socket.localPort}`;
  }

  close(reason = 'closed'): void {
    if (this.closed) return;
    this.#closedBecause = reason;
    // Once: of a socket that has closed, ioredis would wait two seconds for the close.
    this.#redis.disconnect();
    this.#announce();
  }

  async #handshake(options: OpenOptions): Promise<void> {
    const { target } = this;
    const fail = (stage: ConnectFailure['stage'], error: unknown) => {
      const {
        message,
        raw,
        final,
        stage: where,
      } = explainConnectError(this.#lastError ?? error, stage, target);
      return new MillraceError('connect-failed', message, { stage: where, raw, final }, { cause: error });
    };
    await this.#redis.connect().catch((error: unknown) => {
      throw fail('connect', error);
    });
    let hasAnswered = false;
    const step = async (stage: ConnectFailure['stage'], ...command: [string, ...Argument[]]) => {
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error('no answer in time')), target.connectTimeoutMs);
      });
      try {
        const [name, ...args] = command;
        const reply = await Promise.race([
          this.#redis.callBuffer(name, ...(args.map(encode) as [Buffer])),
          timeout,
        ]);
        hasAnswered = true;
        return reply;
      } catch (error) {
        // A server that closes before its first answer has not refused a password: it may speak something else.
        hasAnswered ||= error instanceof Error && error.name === 'ReplyError';
        throw fail(hasAnswered ? stage : 'protocol', error);
      } finally {
        clearTimeout(timer);
      }
    };
    if (options.password !== undefined && options.password !== '') {
      await step('auth', 'AUTH', ...(target.username === '' ? [] : [target.username]), options.password);
    }
    await step('ping', 'PING').catch((error: MillraceError) => {
      // PING is an ordinary command: an ACL may deny it to a user who may do everything that is needed.
      if (replyCode(String(error.detail?.raw)) !== 'NOPERM') throw error;
    });
    if (target.db !== 0) await step('select', 'SELECT', target.db);
    await this.call('CLIENT', 'SETNAME', `millrace-${options.purpose}`).catch(() => {});
  }

  /** ioredis forgets a subscription whose answer it cannot read, and would never settle it. */
  async #unlessClosed(reply: Promise<Reply>): Promise<Reply> {
    let listener!: () => void;
    const closed = new Promise<never>((_, reject) => {
      listener = () => reject(new Error('Connection is closed.'));
      this.#closeListeners.add(listener);
    });
    return Promise.race([reply, closed]).finally(() => this.#closeListeners.delete(listener));
  }

  #commandError(error: unknown, command: string): MillraceError {
    const cause = { cause: error };
    const reply = shortened(error instanceof Error ? error.message : String(error));
    if (error instanceof Error && error.name === 'ReplyError') {
      const code = replyCode(reply);
      return new MillraceError(
        code === 'NOPERM' ? 'denied' : 'redis',
        explainReply(reply),
        { reply, code, command },
        cause,
      );
    }
    if (reply === 'Command timed out') {
      const seconds = (this.#redis.options.commandTimeout ?? this.target.commandTimeoutMs) / 1000;
      return new MillraceError(
        'timeout',
        `${command} was not answered within ${seconds} s.`,
        { command },
        cause,
      );
    }
    const reason = this.#closedBecause ?? this.#lastError?.message ?? reply;
    return new MillraceError(
      'disconnected',
      `The connection closed before ${command} was answered: ${reason.replace(/\.$/, '')}.`,
      { command },
      cause,
    );
  }

  #closed(): void {
    // What keeps a connection from being made is no longer the reason once it was there.
    this.#closedBecause ??= this.#lastError
      ? explainConnectError(this.#lastError, this.#isOpen ? 'select' : 'connect', this.target).message
      : 'the server closed the connection';
    this.#announce();
  }

  #announce(): void {
    const listeners = [...this.#closeListeners];
    this.#closeListeners.clear();
    for (const listener of listeners) listener(this.#closedBecause!);
  }
}

/** A server may send nothing, or anything, where a channel and a payload stand. */
function whole(listener: (channel: Buffer, payload: Buffer) => void) {
  return (channel: unknown, payload: unknown): void => {
    if (!Buffer.isBuffer(channel) || !Buffer.isBuffer(payload))
      throw new ProtocolBreak('sent a message without a channel or a payload');
    listener(channel, payload);
  };
}
