import type { MessagePortMain } from 'electron';
import { fromErrorData, toErrorData, type ErrorData } from '#shared/rpc/errors.ts';
import type { ThemeSetting } from '#shared/theme.ts';
import type { NamedTarget } from '#engine/connections/environment.ts';
import type { OpenRequest } from '#engine/open-requests.ts';
import type { HostServices, PipelineEnd, SecretStore } from '#engine/host-services.ts';

/** What Electron's main process says to the engine's process. */
export type ToEngine =
  | { type: 'start'; host: HostFacts; development: boolean; redis: NamedTarget | undefined }
  /** Comes with one port: a page to serve. */
  | { type: 'page' }
  | { type: 'open'; request: OpenRequest }
  | { type: 'answer'; id: number; value?: string; has?: boolean; error?: ErrorData }
  | { type: 'stop' };

/** What the engine's process says to main: it is done, or it wants something that only main can do. */
export type ToMain =
  | { type: 'stopped' }
  | { type: 'secret'; id: number; action: SecretAction; name: string; secret?: string }
  | HostEvent;

/** The optional host services, as messages. */
export type HostEvent =
  | { type: 'pipelines'; running: number }
  | ({ type: 'pipeline ended' } & PipelineEnd)
  | { type: 'theme'; theme: ThemeSetting }
  | { type: 'show file'; path: string };

type SecretAction = 'has' | 'get' | 'set' | 'delete';
type Answer = ToEngine & { type: 'answer' };

/** The host services that are plain facts. */
export type HostFacts = Pick<HostServices, 'kind' | 'version' | 'fallback' | 'settingsFolder'> & {
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
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #lastId = 0;

  constructor(link: Link, info: SecretStore['info']) {
    this.#link = link;
    this.info = info;
  }

  /** Takes main's answers; the owner of the link passes them on. */
  receive(answer: Answer): void {
    this.#waiting.get(answer.id)?.(answer);
    this.#waiting.delete(answer.id);
  }

  async has(name: string): Promise<boolean> {
    return (await this.#ask('has', name)).has === true;
  }

  async get(name: string): Promise<string | undefined> {
    return (await this.#ask('get', name)).value;
  }

  async set(name: string, secret: string): Promise<void> {
    await this.#ask('set', name, secret);
  }

  async delete(name: string): Promise<void> {
    await this.#ask('delete', name);
  }

  #ask(action: SecretAction, name: string, secret?: string): Promise<Answer> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, answer => (answer.error ? reject(fromErrorData(answer.error)) : resolve(answer)));
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
    if (action === 'has') return { type: 'answer', id, has: await secrets.has(name) };
    if (action === 'get') return { type: 'answer', id, value: await secrets.get(name) };
    await (action === 'set' ? secrets.set(name, secret) : secrets.delete(name));
    return { type: 'answer', id };
  } catch (error) {
    return { type: 'answer', id, error: toErrorData(error) };
  }
}
