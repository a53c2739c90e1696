import type { PipelineRunState } from '#shared/contract/pipelines.ts';
import type { Changes } from '../../changes.ts';
import type { DocumentStore } from '../file/document-store.ts';
import { readPipelineText } from '../file/outline.ts';
import { startsOver } from './restart-policy.ts';
import type { RunningEntry, RunningFile } from './running-file.ts';

/** A connection that is ready. */
export interface ReadyServer {
  connectionId: string;
  server: string;
  isSandbox: boolean;
}

export interface ResumptionOptions {
  documents: DocumentStore;
  running: RunningFile;
  ready: () => ReadyServer[];
  /** Of what is ready. */
  connectionChanges: Changes;
  start: (entry: RunningEntry, connectionId: string) => Promise<void>;
  /** Told when what is interrupted changes. */
  changed: () => void;
  log: (message: string) => void;
}

interface Interrupted {
  entry: RunningEntry;
  why: string;
  /** It goes on by itself once its connection is open. */
  waits: boolean;
}

/**
 * What ran when Millrace ended: it goes on from its position once its connection is open. What would send again what it has sent is left to the
 * person, and so is what could not be started. What ran on the sandbox begins anew on the next one: its results and its position ended together.
 * Each stays remembered until it is started or given up.
 */
export class Resumption {
  readonly #options: ResumptionOptions;
  readonly #interrupted = new Map<string, Interrupted>();
  readonly #at = Date.now();
  #unsubscribe = () => {};

  constructor(options: ResumptionOptions) {
    this.#options = options;
    for (const entry of options.running.left) this.#takeUp(entry);
    if (this.#interrupted.size === 0) return;
    this.#unsubscribe = options.connectionChanges.subscribe(() => this.#resume());
    this.#resume();
  }

  /** Null when it was not interrupted. */
  state(id: string): PipelineRunState | null {
    const found = this.#interrupted.get(id);
    if (!found) return null;
    const { entry, why, waits } = found;
    return {
      state: 'interrupted',
      offline: entry.offline,
      connectionId: entry.connectionId,
      startedAt: entry.startedAt,
      endedAt: this.#at,
      error: why,
      asksReset: false,
      restart: null,
      resumes: waits,
      pipelines: [],
      rows: [],
      open: [],
      log: [],
    };
  }

  /** @returns whether it had been interrupted */
  forget(id: string): boolean {
    return this.#interrupted.delete(id);
  }

  close(): void {
    this.#unsubscribe();
    this.#interrupted.clear();
  }

  #takeUp(entry: RunningEntry): void {
    const { documents, running, log } = this.#options;
    const document = documents.find(entry.id);
    if (!document) {
      log(`The pipeline "${entry.id}" ran when Millrace closed. Its file no longer exists.`);
      void running.remove(entry.id);
      return;
    }
    const read = readPipelineText(document.text, document.name, document.grant);
    const over = read.ok && startsOver(read.pipelines);
    const why = over
      ? 'Millrace closed while it ran. It starts from the beginning each time, so it was not started again.'
      : entry.onSandbox
        ? 'Millrace closed while it ran, and the sandbox closed with its data. It starts over on the next sandbox, once that is started.'
        : `Millrace closed while it ran. It continues from its position once the connection to ${entry.server} is open.`;
    this.#interrupted.set(entry.id, { entry, why, waits: !over });
  }

  #resume(): void {
    const ready = this.#options.ready();
    if (ready.length === 0) return;
    for (const interrupted of this.#interrupted.values()) {
      const { entry, waits } = interrupted;
      const found =
        ready.find(({ connectionId }) => connectionId === entry.connectionId) ??
        ready.find(({ server, isSandbox }) => (entry.onSandbox ? isSandbox : server === entry.server));
      if (!waits || !found) continue;
      interrupted.waits = false;
      this.#options.start(entry, found.connectionId).catch((error: Error) => {
        interrupted.why = `Millrace closed while it ran, and it could not be started again. ${error.message}`;
        this.#options.changed();
      });
    }
  }
}

/** For the log of a run that was interrupted: from where it goes on. */
export function resumedNote({ onSandbox }: RunningEntry): string {
  return onSandbox
    ? 'Started over on this sandbox after Millrace started again: the data of the previous sandbox is gone.'
    : 'Resumed from its position after Millrace started again.';
}
