import type { MessagePortMain } from 'electron';
import { fromErrorData, toErrorData, type ErrorData } from '#shared/rpc/errors.ts';
import type { HostServices, SecretStore } from '#engine/host-services.ts';

/** What Electron's main process says to the engine's process. */
export type ToEngine =
  | { type: 'start'; host: HostFacts; development: boolean }
  /** Comes with one port: a page to serve. */
  | { type: 'page' }
  | { type: 'answer'; id: number; value?: string; error?: ErrorData }
  | { type: 'stop' };

/** What the engine's process says to main: it is done, or it wants something that only main can do. */
export type ToMain =
  | { type: 'stopped' }
  | { type: 'pipelines'; running: number }
  | { type: 'secret'; id: number; action: 'get' | 'set' | 'delete'; name: string; secret?: string };

/** The host services that are plain facts. */
export type HostFacts = Omit<HostServices, 'secrets' | 'pipelinesRunning'> & {
  secretsInfo: SecretStore['info'];
};

/** The part of Electron's ParentPort and of a test's that is used. */
export interface Link {
  postMessage(message: ToMain): void;
  on(event: 'message', listener: (event: { data: ToEngine; ports: MessagePortMain[] }) => void): unknown;
}

/** In the engine's process: the secrets that main keeps. */
export class RemoteSecretStore implements SecretStore {
  readonly info: SecretStore['info'];
  readonly #link: Link;
  readonly #waiting = new Map<number, (answer: ToEngine & { type: 'answer' }) => void>();
  #lastId = 0;

  constructor(link: Link, info: SecretStore['info']) {
    this.#link = link;
    this.info = info;
  }

  /** Takes main's answers; the owner of the link passes them on. */
  receive(answer: ToEngine & { type: 'answer' }): void {
    this.#waiting.get(answer.id)?.(answer);
    this.#waiting.delete(answer.id);
  }

  get(name: string): Promise<string | undefined> {
    return this.#ask('get', name);
  }

  async set(name: string, secret: string): Promise<void> {
    await this.#ask('set', name, secret);
  }

  async delete(name: string): Promise<void> {
    await this.#ask('delete', name);
  }

  #ask(action: 'get' | 'set' | 'delete', name: string, secret?: string): Promise<string | undefined> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ value, error }) => (error ? reject(fromErrorData(error)) : resolve(value)));
      this.#link.postMessage({
        type: 'secret',
        id,
        action,
        name,
        ...(secret === undefined ? {} : { secret }),
      });
    });
  }
}

/** In main: carries out what the engine's process asks of the secret store. */
export async function answerSecret(
  secrets: SecretStore,
  request: ToMain & { type: 'secret' },
): Promise<ToEngine> {
  const { id, action, name, secret = '' } = request;
  try {
    if (action === 'get') return { type: 'answer', id, value: await secrets.get(name) };
    await (action === 'set' ? secrets.set(name, secret) : secrets.delete(name));
    return { type: 'answer', id };
  } catch (error) {
    return { type: 'answer', id, error: toErrorData(error) };
  }
}
