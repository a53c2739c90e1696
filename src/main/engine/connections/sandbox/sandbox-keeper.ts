import type { SandboxState } from '#shared/contract/connections.ts';
import { Changes } from '../../changes.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';

interface SandboxEvents {
  /** The sandbox answers on this port; returns the id of the profile made for it. */
  started: (port: number) => string;
  ended: (profileId: string) => void;
}

/** The engine's one sandbox and its state. */
export class SandboxKeeper {
  readonly changes = new Changes();
  readonly #events: SandboxEvents;
  #state: SandboxState = { state: 'off' };
  #sandbox: Sandbox | undefined;
  #starting: Promise<void> | undefined;
  #isClosed = false;

  constructor(events: SandboxEvents) {
    this.#events = events;
  }

  get state(): SandboxState {
    return this.#state;
  }

  /** Resolves when it runs or has failed to; the state says which. */
  start(): Promise<void> {
    if (this.#sandbox || this.#isClosed) return Promise.resolve();
    this.#starting ??= this.#start().finally(() => (this.#starting = undefined));
    return this.#starting;
  }

  async stop(): Promise<void> {
    await this.#starting;
    const sandbox = this.#sandbox;
    if (!sandbox) return;
    this.#end({ state: 'off' });
    await sandbox.stop();
  }

  /** Stops it for good: a start that was still to come does nothing. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.stop();
  }

  async #start(): Promise<void> {
    this.#set({ state: 'starting' });
    try {
      const sandbox = (this.#sandbox = await startSandbox());
      sandbox.onExit(reason => {
        if (this.#sandbox === sandbox)
          this.#end({ state: 'failed', reason: `The sandbox server ended: ${reason}` });
      });
      const profileId = this.#events.started(sandbox.port);
      this.#set({ state: 'running', profileId, url: `redis://127.0.0.1:${sandbox.port}`, how: sandbox.how });
    } catch (error) {
      this.#set({ state: 'failed', reason: error instanceof Error ? error.message : String(error) });
    }
  }

  #end(state: SandboxState): void {
    const ended = this.#state;
    this.#sandbox = undefined;
    this.#set(state);
    if (ended.state === 'running') this.#events.ended(ended.profileId);
  }

  #set(state: SandboxState): void {
    this.#state = state;
    this.changes.notify();
  }
}
