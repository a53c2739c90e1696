import type { Channel } from '#shared/rpc/channel.ts';
import { decodeFrame, encodeFrame } from '#shared/rpc/codec.ts';

/**
 * The browser host's channel: one binary frame per message. What is posted before the socket is open is sent when it opens; what
 * arrives before `onMessage` is kept.
 */
export class WebSocketChannel implements Channel {
  readonly #socket: WebSocket;
  readonly #closeReceivers: ((reason: string) => void)[] = [];
  #early: unknown[] = [];
  #unsent: Uint8Array<ArrayBuffer>[] = [];
  #receiver: ((message: unknown) => void) | undefined;
  #closedBecause: string | undefined;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => {
      for (const frame of this.#unsent.splice(0)) socket.send(frame);
    });
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => this.#receive(data));
    socket.addEventListener('close', ({ code, reason }) => this.#end(reason || describe(code)));
  }

  post(message: unknown): void {
    if (this.#closedBecause !== undefined) return;
    const frame = encodeFrame(message);
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(frame);
    else if (this.#socket.readyState === WebSocket.CONNECTING) this.#unsent.push(frame);
  }

  onMessage(receiver: (message: unknown) => void): void {
    this.#receiver = receiver;
    for (const message of this.#early.splice(0)) receiver(message);
  }

  onClose(receiver: (reason: string) => void): void {
    if (this.#closedBecause === undefined) this.#closeReceivers.push(receiver);
    else receiver(this.#closedBecause);
  }

  close(reason = 'closed by the page'): void {
    this.#socket.close(1000);
    this.#end(reason);
  }

  #receive(data: unknown): void {
    if (this.#closedBecause !== undefined) return;
    let message: unknown;
    try {
      if (!(data instanceof ArrayBuffer)) throw new Error('it is text');
      message = decodeFrame(new Uint8Array(data));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return this.close(`a message could not be read (${why})`);
    }
    if (this.#receiver) this.#receiver(message);
    else this.#early.push(message);
  }

  #end(reason: string): void {
    if (this.#closedBecause !== undefined) return;
    this.#closedBecause = reason;
    this.#unsent = [];
    for (const receiver of this.#closeReceivers.splice(0)) receiver(reason);
  }
}

/** WebSocket close codes in words; see https://developer.mozilla.org/docs/Web/API/CloseEvent/code. */
function describe(code: number): string {
  if (code === 1006) return 'Millrace does not answer';
  if (code === 1001) return 'Millrace was stopped';
  if (code === 1009) return 'a message was too large';
  return `the socket closed with code ${code}`;
}
