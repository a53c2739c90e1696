import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { ForkOptions } from 'electron';
import { clone, MessagePortMain } from './ports.ts';

/**
 * https://www.electronjs.org/docs/latest/api/utility-process, with the far end in the test's hands. Everything arrives later, never during the
 * call that caused it; `spawn` and `exit` come as documented, and neither of them when the launch failed; a kill ends with code 0.
 */
export class UtilityProcess extends EventEmitter {
  pid: number | undefined;
  /** What it was forked with. */
  readonly options: ForkOptions;
  readonly stdout: PassThrough | null;
  readonly stderr: PassThrough | null;
  readonly sent: { message: unknown; ports: readonly MessagePortMain[] }[] = [];
  killed = false;
  /** What the child's `process.parentPort` would be. It takes no ports along: https://www.electronjs.org/docs/latest/api/parent-port */
  readonly parentPort = Object.assign(new EventEmitter(), {
    postMessage: (message: unknown) => {
      const data = clone(message);
      setImmediate(() => this.#isOver || this.emit('message', data));
    },
  });
  readonly #beforeSpawn: (() => void)[] = [];
  #isOver = false;

  constructor(options: ForkOptions = {}) {
    super();
    this.options = options;
    const { stdio } = options;
    this.stdout = stdio === 'pipe' ? new PassThrough() : null;
    this.stderr = stdio === 'pipe' ? new PassThrough() : null;
  }

  /** The system has started it. */
  spawn(): void {
    if (this.#isOver || this.pid !== undefined) return;
    this.pid = 4_711;
    this.emit('spawn');
    for (const deliver of this.#beforeSpawn.splice(0)) deliver();
  }

  postMessage(message: unknown, ports: MessagePortMain[] = []): void {
    const data = clone(message);
    const moved = ports.map(port => new MessagePortMain(port.leave()));
    this.sent.push({ message: data, ports: moved });
    const deliver = () =>
      setImmediate(() => {
        if (this.#isOver) for (const port of moved) port.close();
        else this.parentPort.emit('message', { data, ports: moved });
      });
    if (this.pid === undefined) this.#beforeSpawn.push(deliver);
    else deliver();
  }

  kill(): boolean {
    if (this.pid === undefined) return false;
    this.killed = true;
    setImmediate(() => this.die(0));
    return true;
  }

  /** As a crash, or its own `process.exit`, does. */
  die(code: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.pid = undefined;
    for (const { ports } of this.sent) for (const port of ports) port.close();
    this.stdout?.end();
    this.stderr?.end();
    this.emit('exit', code);
  }
}
