import type { ThemeSetting } from '#shared/theme.ts';

/**
 * What only the host of the engine can do. The desktop host does it with Electron's main process, the browser host with Node.
 */
export interface HostServices {
  readonly kind: 'desktop' | 'browser';
  readonly version: string;
  /** Why the browser host runs although the desktop was asked for. */
  readonly fallback: string | null;
  /** The folder of settings, recordings and dashboards. */
  readonly settingsFolder: string;
  readonly secrets: SecretStore;
  /** Told how many pipelines run, at each change: a host may ask before it ends them. */
  pipelinesRunning?(count: number): void;
  /** Told of each pipeline that ended by itself: it failed, was taken over, or its source was at its end. */
  pipelineEnded?(end: PipelineEnd): void;
  /** Told the theme at the start, and at each change. */
  themeChanged?(theme: ThemeSetting): void;
  /** Shows a file of this machine in its folder; absent where there is no desktop. */
  showFile?(path: string): void;
}

export interface PipelineEnd {
  name: string;
  /** Why; null when its source was at its end. */
  error: string | null;
}

/** Keeps passwords. They are never written anywhere else. */
export interface SecretStore {
  /** Whether they survive a restart, and where they are, for people. */
  readonly info: { persistent: boolean; where: string };
  /** Whether there is one of this name. It asks nobody for a key. */
  has(name: string): Promise<boolean>;
  /** @throws {MillraceError} `denied` when it is there and cannot be read; the message says why */
  get(name: string): Promise<string | undefined>;
  set(name: string, secret: string): Promise<void>;
  delete(name: string): Promise<void>;
}

/** The secrets of a folder that another Millrace has: read as they are, and changed for this run only. */
export class BorrowedSecretStore implements SecretStore {
  readonly info = { persistent: false, where: 'in memory, because another Millrace keeps the secrets' };
  readonly #lender: SecretStore;
  readonly #changed = new Map<string, string | undefined>();

  constructor(lender: SecretStore) {
    this.#lender = lender;
  }

  async has(name: string): Promise<boolean> {
    return this.#changed.has(name) ? this.#changed.get(name) !== undefined : this.#lender.has(name);
  }

  async get(name: string): Promise<string | undefined> {
    return this.#changed.has(name) ? this.#changed.get(name) : this.#lender.get(name);
  }

  async set(name: string, secret: string): Promise<void> {
    this.#changed.set(name, secret);
  }

  async delete(name: string): Promise<void> {
    this.#changed.set(name, undefined);
  }
}

/** Secrets of this run only. */
export class MemorySecretStore implements SecretStore {
  readonly info: SecretStore['info'];
  readonly #secrets = new Map<string, string>();

  constructor(where = 'in memory') {
    this.info = { persistent: false, where };
  }

  async has(name: string): Promise<boolean> {
    return this.#secrets.has(name);
  }

  async get(name: string): Promise<string | undefined> {
    return this.#secrets.get(name);
  }

  async set(name: string, secret: string): Promise<void> {
    this.#secrets.set(name, secret);
  }

  async delete(name: string): Promise<void> {
    this.#secrets.delete(name);
  }
}
