import { join } from 'node:path';
import { z } from 'zod';
import { readVersioned, writeVersioned } from '../../settings/versioned-file.ts';

const VERSION = 1;

const entrySchema = z.object({
  /** Of the pipeline file. */
  id: z.string(),
  connectionId: z.string(),
  /** Connections of one run of Millrace have new ids each time: those are known again by this. */
  server: z.string(),
  /** The server was the sandbox, which has another address each time. */
  onSandbox: z.boolean().default(false),
  offline: z.boolean(),
  /** What a group knew it by, where the file names no consumer: under this name entries are pending. */
  consumer: z.string(),
  startedAt: z.number(),
});
const fileSchema = z.object({ running: z.array(entrySchema) });

/** A pipeline that runs, as far as it takes to go on with it. */
export type RunningEntry = z.infer<typeof entrySchema>;

export interface RunningFileOptions {
  settingsFolder: string;
  /** Why the folder must not be written, another Millrace has it say: what runs there is its own, and what runs here is not kept. */
  readOnly: string | null;
  log: (message: string, error?: unknown) => void;
}

/** Remembers over the end of Millrace, however it comes, which pipelines run. */
export class RunningFile {
  /** What ran when Millrace ended. */
  readonly left: readonly RunningEntry[];
  readonly #path: string;
  readonly #keeps: boolean;
  readonly #log: RunningFileOptions['log'];
  readonly #entries: Map<string, RunningEntry>;
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, keeps: boolean, log: RunningFileOptions['log'], left: RunningEntry[]) {
    this.#path = path;
    this.#keeps = keeps;
    this.#log = log;
    this.left = left;
    this.#entries = new Map(left.map(entry => [entry.id, entry]));
  }

  /** Never fails: a file that cannot be read stays as it is, and nothing is kept in this run. */
  static async open({ settingsFolder, readOnly, log }: RunningFileOptions): Promise<RunningFile> {
    const path = join(settingsFolder, 'running-pipelines.json');
    if (readOnly !== null) return new RunningFile(path, false, log, []);
    try {
      const content = await readVersioned(path, VERSION, fileSchema);
      return new RunningFile(path, true, log, content?.running ?? []);
    } catch (error) {
      log('which pipelines ran is not known', error);
      return new RunningFile(path, false, log, []);
    }
  }

  /** Written when it resolves. */
  add(entry: RunningEntry): Promise<void> {
    this.#entries.set(entry.id, entry);
    return this.#write();
  }

  remove(id: string): Promise<void> {
    return this.#entries.delete(id) ? this.#write() : this.#writing;
  }

  /** Resolves when everything is written. */
  close(): Promise<void> {
    return this.#writing;
  }

  #write(): Promise<void> {
    if (!this.#keeps) return this.#writing;
    const running = [...this.#entries.values()];
    this.#writing = this.#writing
      .then(() => writeVersioned(this.#path, VERSION, { running }))
      .catch((error: unknown) => this.#log('which pipelines run could not be written', error));
    return this.#writing;
  }
}
