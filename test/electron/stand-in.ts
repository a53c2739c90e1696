import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';

/**
 * A stand-in for the `electron` module, as far as the desktop host uses it: the same names, events and rules (a port delivers nothing
 * before `start`, messages are structured clones, a transferred port can be used only at its new place).
 * Shapes after https://www.electronjs.org/docs/latest/api.
 */

/** https://www.electronjs.org/docs/latest/api/message-port-main */
export class MessagePortMain extends EventEmitter {
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.on('close', () => this.emit('close'));
  }

  postMessage(message: unknown, transfer: MessagePortMain[] = []): void {
    if (transfer.some(item => !(item instanceof MessagePortMain)))
      throw new TypeError('Invalid value for transfer');
    this.#port.postMessage(message);
  }

  /** Until then messages wait: Node's port delivers from the moment somebody listens. */
  start(): void {
    this.#port.on('message', (data: unknown) => this.emit('message', { data, ports: [] }));
  }

  close(): void {
    this.#port.close();
  }

  /** The other end of what a page gets: a DOM-like port. */
  get domPort(): MessagePort {
    return this.#port;
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

/** https://www.electronjs.org/docs/latest/api/utility-process, with the far end in the test's hands. */
export class UtilityProcess extends EventEmitter {
  readonly sent: { message: unknown; ports: MessagePortMain[] }[] = [];
  /** What the child's `process.parentPort` would be. */
  readonly parentPort = Object.assign(new EventEmitter(), {
    postMessage: (message: unknown) => void this.emit('message', structuredClone(message)),
  });
  killed = false;

  postMessage(message: unknown, ports: MessagePortMain[] = []): void {
    const data: unknown = structuredClone(message);
    this.sent.push({ message: data, ports });
    this.parentPort.emit('message', { data, ports });
  }

  kill(): boolean {
    this.killed = true;
    queueMicrotask(() => this.emit('exit', 15));
    return true;
  }

  /** As a crash does. */
  die(code: number): void {
    this.emit('exit', code);
  }
}

/** What the system's keychain does in a test. */
export interface Keychain {
  available: boolean;
  backend: string;
  /** A newer key is there: what is read should be encrypted anew. */
  rotated: boolean;
  /** Of what is encrypted. Chromium's os_crypt: `v10` with its fixed key on Linux, `v11` with one of the keychain. */
  prefix: string;
  /** Another one cannot decrypt. */
  key: number;
  /** Why it does not encrypt. */
  refuses: string;
  /** Why it does not even say whether it is available. */
  broken: string;
}

/** https://www.electronjs.org/docs/latest/api/safe-storage */
export class SafeStorage {
  readonly #keychain: Partial<Keychain>;

  constructor(keychain: Partial<Keychain> = {}) {
    this.#keychain = keychain;
  }

  async isAsyncEncryptionAvailable(): Promise<boolean> {
    if (this.#keychain.broken !== undefined) throw new Error(this.#keychain.broken);
    return this.#keychain.available ?? true;
  }

  getSelectedStorageBackend(): string {
    return this.#keychain.backend ?? 'gnome_libsecret';
  }

  async encryptStringAsync(text: string): Promise<Buffer> {
    if (this.#keychain.refuses !== undefined) throw new Error(this.#keychain.refuses);
    const { prefix = 'v11', key = 0x55 } = this.#keychain;
    return Buffer.concat([Buffer.from(prefix), Buffer.from([key]), this.#mix(Buffer.from(text))]);
  }

  async decryptStringAsync(encrypted: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> {
    const { key = 0x55, rotated = false } = this.#keychain;
    if (encrypted[3] !== key) throw new Error('Error while decrypting the ciphertext provided.');
    return { result: this.#mix(encrypted.subarray(4)).toString(), shouldReEncrypt: rotated };
  }

  #mix(bytes: Buffer): Buffer {
    return Buffer.from([...bytes].map(byte => byte ^ (this.#keychain.key ?? 0x55)));
  }
}
