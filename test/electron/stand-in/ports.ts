import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';

/**
 * https://www.electronjs.org/docs/latest/api/message-port-main: it delivers nothing before `start`, messages are structured clones without
 * shared memory, and one that was transferred does nothing any more at its old place.
 */
export class MessagePortMain extends EventEmitter {
  #port: MessagePort | undefined;
  readonly #closed = () => this.emit('close');

  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.on('close', this.#closed);
  }

  postMessage(message: unknown, transfer: MessagePortMain[] = []): void {
    if (transfer.length > 0)
      throw new TypeError('The stand-in sends ports by frames and child processes alone');
    this.#port?.postMessage(clone(message));
  }

  /** Until then messages wait: Node's port delivers from the moment somebody listens. */
  start(): void {
    this.#port?.on('message', (data: unknown) => this.emit('message', { data, ports: [] }));
  }

  close(): void {
    this.#port?.close();
  }

  /** What arrives at the other side of a transfer. @throws like Electron, for one that was transferred before */
  leave(): MessagePort {
    const port = this.#port;
    if (!port) throw new TypeError('Port at index 0 is already neutered');
    port.off('close', this.#closed);
    this.#port = undefined;
    return port;
  }
}

/** https://www.electronjs.org/docs/latest/api/message-channel-main */
export class MessageChannelMain {
  readonly port1: MessagePortMain;
  readonly port2: MessagePortMain;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new MessagePortMain(port1);
    this.port2 = new MessagePortMain(port2);
  }
}

/** As Electron's messages between processes travel. @throws for shared memory, which no other process can have */
export function clone<T>(message: T): T {
  refuseShared(message, new Set());
  return structuredClone(message);
}

function refuseShared(value: unknown, seen: Set<unknown>): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  const buffer = ArrayBuffer.isView(value) ? value.buffer : value;
  if (buffer instanceof SharedArrayBuffer)
    throw new DOMException('#<SharedArrayBuffer> could not be cloned.', 'DataCloneError');
  if (ArrayBuffer.isView(value)) return;
  if (value instanceof Map) for (const entry of value) refuseShared(entry, seen);
  for (const member of value instanceof Set ? value : Object.values(value)) refuseShared(member, seen);
}
