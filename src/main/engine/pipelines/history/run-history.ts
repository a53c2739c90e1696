import { join } from 'node:path';
import type { KeptRun } from '#shared/contract/run-history.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { Changes } from '../../changes.ts';
import { hashOf, HistoryFile, type HistoryEntry } from './history-file.ts';

/** So old the figures of a run may be when Millrace is killed. */
const LOOK_EVERY_MS = 10_000;

export interface RunHistoryOptions {
  settingsFolder: string;
  /** Why the folder must not be written: another Millrace has it. */
  readOnly: string | null;
  log: (message: string, error?: unknown) => void;
  lookEveryMs?: number;
}

/** What is known of a run from its start on. */
export type RunBeginning = Pick<KeptRun, 'name' | 'startedAt' | 'offline' | 'connection'> & { text: string };

/** How a run stands, or how it ended. */
export type RunStanding = Pick<KeptRun, 'restarts' | 'pipelines'> & {
  /** Null while it runs. */
  over: { at: number; end: KeptRun['end']; error: string | null } | null;
};

interface OpenRun {
  file: HistoryFile;
  beginning: RunBeginning;
  run: string;
  look: () => RunStanding;
  /** What was written last, as JSON. */
  written: string;
}

/**
 * Keeps the runs of pipelines over the end of Millrace, however it comes: one file for each pipeline file, in `runs` of the settings folder. A run is
 * written when it begins, every ten seconds while its figures change, and at its end.
 */
export class RunHistory {
  readonly #changes = new Changes();
  readonly #options: RunHistoryOptions;
  readonly #files = new Map<string, Promise<HistoryFile>>();
  readonly #open = new Set<OpenRun>();
  #looking: NodeJS.Timeout | undefined;

  constructor(options: RunHistoryOptions) {
    this.#options = options;
  }

  /** @param id of the pipeline file. Newest first. */
  async *watch(id: string, signal: AbortSignal): AsyncGenerator<{ runs: KeptRun[]; problem: string | null }> {
    for await (const file of this.#changes.states(() => this.#file(id), signal)) {
      const { over, problem } = file;
      yield { runs: over, problem };
    }
  }

  /** @returns null where the text is no longer kept. @throws {MillraceError} `not-found` */
  async text(id: string, run: string): Promise<string | null> {
    const text = (await this.#file(id)).textOf(run);
    if (text === undefined) throw new MillraceError('not-found', 'This run is no longer in the history.');
    return text;
  }

  /** What the runs of a file ran on a server, over or not. @param server as `serverText` has it */
  async textsOn(id: string, server: string): Promise<string[]> {
    return (await this.#file(id)).textsOn(server);
  }

  /**
   * A run has begun. It is in the history once it is over.
   *
   * @param look asked now and then, and when the run says that it is over
   * @returns to be called when it may be over; resolves when that is written
   */
  async begin(id: string, beginning: RunBeginning, look: () => RunStanding): Promise<() => Promise<void>> {
    const run = `${beginning.startedAt}-${crypto.randomUUID().slice(0, 8)}`;
    const open: OpenRun = { file: await this.#file(id), beginning, run, look, written: '' };
    this.#open.add(open);
    this.#looking ??= setInterval(() => this.#look(), this.#options.lookEveryMs ?? LOOK_EVERY_MS).unref();
    await this.#see(open);
    return async () => {
      if (this.#open.has(open)) await this.#see(open);
    };
  }

  /** @param run all that are over, where none is named. @throws {MillraceError} `conflict` when another Millrace has the folder */
  async forget(id: string, run?: string): Promise<void> {
    const { readOnly } = this.#options;
    if (readOnly !== null) throw new MillraceError('conflict', `The history stays as it is. ${readOnly}`);
    await (await this.#file(id)).forget(run);
    this.#changes.notify();
  }

  /** The pipeline file is gone, and its history with it. */
  async remove(id: string): Promise<void> {
    await (await this.#file(id)).remove();
    this.#files.delete(id);
    this.#changes.notify();
  }

  /** Resolves when everything is written. */
  async close(): Promise<void> {
    clearInterval(this.#looking);
    this.#looking = undefined;
    const files = await Promise.all(this.#files.values());
    this.#look();
    await Promise.all(files.map(file => file.close()));
  }

  #look(): void {
    for (const open of this.#open) void this.#see(open);
  }

  async #see(open: OpenRun): Promise<void> {
    const { beginning, run, look } = open;
    const standing = look();
    const entry = entryOf(run, beginning, standing);
    const written = JSON.stringify({ ...entry, seenAt: null });
    if (standing.over) this.#open.delete(open);
    else if (written === open.written) return;
    open.written = written;
    await open.file.put(entry, beginning.text);
    if (standing.over) this.#changes.notify();
  }

  #file(id: string): Promise<HistoryFile> {
    let file = this.#files.get(id);
    if (!file) {
      const { settingsFolder, readOnly, log } = this.#options;
      const path = join(settingsFolder, 'runs', `${id}.json`);
      this.#files.set(id, (file = HistoryFile.open({ path, isReadOnly: readOnly !== null, log })));
    }
    return file;
  }
}

function entryOf(run: string, { text, ...beginning }: RunBeginning, standing: RunStanding): HistoryEntry {
  const { restarts, pipelines, over } = standing;
  return {
    ...beginning,
    run,
    restarts,
    pipelines,
    fileHash: hashOf(text),
    endedAt: over?.at ?? null,
    seenAt: pipelines.some(({ figures }) => figures !== null) ? (over?.at ?? Date.now()) : null,
    end: over?.end ?? null,
    error: over?.error ?? null,
  };
}
