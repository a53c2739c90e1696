import type { Socket } from 'node:net';
import type { Target } from '#shared/redis/target.ts';
import { explainReply } from '#shared/redis/reply-errors.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { openSocket } from './open-socket.ts';
import { ReplyBounds } from './reply-bounds.ts';
import { readWireReply, type WireReply } from './wire-reply.ts';

const ANSWER_MS = 5_000;
/** The lessons' questions have answers of a line or two. */
const MAX_BYTES = 2 ** 20;
const bounds = {
  depth: 8,
  elements: 10_000,
  lineBytes: MAX_BYTES,
  bulkBytes: MAX_BYTES,
  replyBytes: MAX_BYTES,
};

/**
 * A connection that speaks RESP2 and nothing else: it sends whatever it is told and gives the server's own answer. A Redis library refuses by itself
 * what a subscriber may not send, so it cannot show what the server says.
 */
export class WireConnection {
  readonly #socket: Socket;
  readonly #waiting: { resolve: (reply: WireReply) => void; reject: (error: Error) => void }[] = [];
  readonly #bounds = new ReplyBounds(bounds);
  #received = Buffer.alloc(0);
  #closedBecause: string | undefined;

  private constructor(socket: Socket, signal: AbortSignal) {
    this.#socket = socket;
    const abort = () => this.close();
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    socket.once('close', () => signal.removeEventListener('abort', abort));
    socket.on('data', (bytes: Buffer) => this.#take(bytes));
    socket.on('error', error => this.#end(error.message));
    socket.on('close', () => this.#end('the server closed the connection'));
  }

  /**
   * @param signal closes it
   * @throws {MillraceError} `connect-failed`
   */
  static async open(
    target: Target,
    password: string | undefined,
    signal: AbortSignal,
  ): Promise<WireConnection> {
    const socket = await openSocket(target);
    const wire = new WireConnection(socket, signal);
    if (password !== undefined && password !== '') {
      const user = target.username === '' ? [] : [target.username];
      const reply = await wire.ask('AUTH', ...user, password);
      if (reply.type === 'error') {
        wire.close();
        throw new MillraceError('connect-failed', explainReply(reply.text), { reply: reply.text });
      }
    }
    return wire;
  }

  /** @throws {MillraceError} `disconnected` when it closed before the answer, `timeout` */
  async ask(...words: string[]): Promise<WireReply> {
    if (this.#closedBecause !== undefined)
      throw new MillraceError('disconnected', `The connection is closed: ${this.#closedBecause}.`);
    const parts = words.map(word => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
    let timer: NodeJS.Timeout | undefined;
    const answer = new Promise<WireReply>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      const silent = `${words[0]!} was not answered within ${ANSWER_MS / 1_000} s.`;
      timer = setTimeout(() => reject(new MillraceError('timeout', silent)), ANSWER_MS);
      this.#socket.write(`*${words.length}\r\n${parts.join('')}`);
    });
    return answer.finally(() => clearTimeout(timer));
  }

  close(): void {
    this.#end('closed');
    this.#socket.destroy();
  }

  #take(bytes: Buffer): void {
    try {
      this.#bounds.pass(bytes);
      this.#received = Buffer.concat([this.#received, bytes]);
      for (;;) {
        const found = readWireReply(this.#received);
        if (!found) return;
        this.#received = this.#received.subarray(found.end);
        this.#waiting.shift()?.resolve(found.reply);
      }
    } catch (error) {
      this.#end(`the server ${(error as Error).message}`);
      this.#socket.destroy();
    }
  }

  #end(reason: string): void {
    this.#closedBecause ??= reason;
    const error = new MillraceError('disconnected', `The connection closed before the answer: ${reason}.`);
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
