import { createHash } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { KEPT_RUNS, keptRun, type KeptRun } from '#shared/contract/run-history.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { readVersioned, writeVersioned } from '../../settings/versioned-file.ts';

const VERSION = 1;
/** Of all texts of a file together: with a larger one, those of its oldest runs are left out. */
const MAX_TEXTS = 2 ** 21;

const entrySchema = keptRun.extend({
  /** Null while it runs: an entry that is found so was interrupted. */
  end: keptRun.shape.end.nullable(),
});
/** A run, over or not. */
export type HistoryEntry = z.infer<typeof entrySchema>;

const fileSchema = z.object({
  /** Oldest first. */
  runs: z.array(entrySchema),
  /** By their hashes. */
  texts: z.record(z.string(), z.string()),
});

interface HistoryFileOptions {
  path: string;
  /** Nothing is written there: another Millrace has the folder. */
  isReadOnly: boolean;
  log: (message: string, error?: unknown) => void;
}

const KILLED = 'Millrace was killed, or crashed, while it ran.';

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The runs of one pipeline file, and the texts that they ran: bounded, and written as a whole. */
export class HistoryFile {
  /** Why earlier runs are missing, or newer ones are not kept; for people. */
  problem: string | null = null;
  readonly #options: HistoryFileOptions;
  #keeps: boolean;
  #runs: HistoryEntry[] = [];
  #texts = new Map<string, string>();
  #writing: Promise<void> = Promise.resolve();

  private constructor(options: HistoryFileOptions) {
    this.#options = options;
    this.#keeps = !options.isReadOnly;
  }

  /** Never fails: one that is damaged is set aside, one of a newer Millrace stays as it is. */
  static async open(options: HistoryFileOptions): Promise<HistoryFile> {
    const file = new HistoryFile(options);
    try {
      const content = await readVersioned(options.path, VERSION, fileSchema);
      for (const run of content?.runs ?? []) file.#take(run);
      file.#texts = new Map(Object.entries(content?.texts ?? {}));
    } catch (error) {
      await file.#setAside(error);
    }
    return file;
  }

  /** Those that are over, newest first. */
  get over(): KeptRun[] {
    return this.#runs.filter((entry): entry is KeptRun => entry.end !== null).reverse();
  }

  /** What a run ran; null where it is not kept, undefined where there is no such run. */
  textOf(run: string): string | null | undefined {
    const entry = this.#runs.find(other => other.run === run);
    return entry && (this.#texts.get(entry.fileHash) ?? null);
  }

  /** What runs on a server ran, over or not, each once, the newest first; of those whose text is kept. @param server as `serverText` has it */
  textsOn(server: string): string[] {
    const hashes = this.#runs.filter(run => run.connection.server === server).map(run => run.fileHash);
    return [...new Set(hashes.reverse())].flatMap(hash => this.#texts.get(hash) ?? []);
  }

  /** Puts it in, or in place of what was known of the same run. @param text what it runs */
  put(entry: HistoryEntry, text: string): Promise<void> {
    const at = this.#runs.findIndex(({ run }) => run === entry.run);
    if (at === -1) this.#runs.push(entry);
    else this.#runs[at] = entry;
    this.#texts.set(entry.fileHash, text);
    this.#runs = this.#runs.slice(-KEPT_RUNS);
    this.#keepTexts();
    return this.#write();
  }

  /** Those that are over; one that goes on stays. @param run all, where none is named */
  forget(run?: string): Promise<void> {
    this.#runs = this.#runs.filter(entry => entry.end === null || (run !== undefined && entry.run !== run));
    this.#keepTexts();
    return this.#write();
  }

  async remove(): Promise<void> {
    this.#runs = [];
    this.#texts.clear();
    await this.#writing;
    if (this.#keeps) await rm(this.#options.path, { force: true });
  }

  /** Resolves when everything is written, or cannot be. */
  close(): Promise<void> {
    return this.#writing;
  }

  /** One that goes on was left by a Millrace that was killed; in a folder of another Millrace it may go on there. */
  #take(entry: HistoryEntry): void {
    if (entry.end !== null) this.#runs.push(entry);
    else if (!this.#options.isReadOnly) this.#runs.push({ ...entry, end: 'interrupted', error: KILLED });
  }

  /** Of the newest runs, as many as there is room for. */
  #keepTexts(): void {
    const kept = new Map<string, string>();
    let room = MAX_TEXTS;
    for (const { fileHash } of this.#runs.toReversed()) {
      const text = this.#texts.get(fileHash);
      if (text === undefined || kept.has(fileHash) || text.length > room) continue;
      kept.set(fileHash, text);
      room -= text.length;
    }
    this.#texts = kept;
  }

  async #setAside(error: unknown): Promise<void> {
    const { path, isReadOnly, log } = this.#options;
    log('the history of a pipeline cannot be read', error);
    const isNewer = error instanceof MillraceError && error.detail?.isNewer === true;
    const why = error instanceof Error ? error.message : String(error);
    this.#keeps = false;
    this.problem = `Earlier runs are not shown, and new ones are not kept. ${why}`;
    if (isReadOnly || isNewer) return;
    const aside = `${path}.damaged`;
    try {
      await rename(path, aside);
    } catch {
      return;
    }
    this.#keeps = true;
    this.problem = `The file with the earlier runs is damaged. It was moved to ${aside}, and a new one begins.`;
  }

  #write(): Promise<void> {
    if (!this.#keeps) return this.#writing;
    const { path, log } = this.#options;
    const content = { runs: [...this.#runs], texts: Object.fromEntries(this.#texts) };
    this.#writing = this.#writing
      .then(async () => {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await writeVersioned(path, VERSION, content);
      })
      .catch((error: unknown) => {
        this.problem = `The newest runs are not kept: ${error instanceof Error ? error.message : String(error)}.`;
        log('the history of a pipeline could not be written', error);
      });
    return this.#writing;
  }
}
