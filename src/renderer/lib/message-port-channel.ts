import type { Channel } from '#shared/rpc/channel.ts';

/** The desktop host's channel. Messages wait in the port until `onMessage` starts it; it closes when its other end does or dies. */
export class MessagePortChannel implements Channel {
  readonly #port: MessagePort;
  readonly #closeReceivers: ((reason: string) => void)[] = [];
  #closedBecause: string | undefined;

  constructor(port: MessagePort) {
    this.#port = port;
    port.addEventListener('close', () => this.#end('the engine went away'));
  }

  post(message: unknown): void {
    if (this.#closedBecause === undefined) this.#port.postMessage(message);
  }

  onMessage(receiver: (message: unknown) => void): void {
    this.#port.addEventListener('message', ({ data }: MessageEvent<unknown>) => receiver(data));
    this.#port.start();
  }

  onClose(receiver: (reason: string) => void): void {
    if (this.#closedBecause === undefined) this.#closeReceivers.push(receiver);
    else receiver(this.#closedBecause);
  }

  close(reason = 'closed by the page'): void {
    this.#end(reason);
  }

  #end(reason: string): void {
    if (this.#closedBecause !== undefined) return;
    this.#closedBecause = reason;
    this.#port.close();
    for (const receiver of this.#closeReceivers.splice(0)) receiver(reason);
  }
}
