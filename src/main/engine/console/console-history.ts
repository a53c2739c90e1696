import { join } from 'node:path';
import { z } from 'zod';
import { readVersioned, writeVersioned } from '../settings/versioned-file.ts';

const VERSION = 1;
/** Of one server. */
const MOST_LINES = 500;
const MOST_SERVERS = 50;
/** A longer line is data, and not something to be run again. */
const MOST_CHARACTERS = 4_000;

const fileSchema = z.object({
  /** By the server, as `serverText` has it; the newest used last. */
  servers: z.array(z.object({ server: z.string(), lines: z.array(z.string()) })),
});

interface HistoryOptions {
  settingsFolder: string;
  /** Why the folder must not be written: another Millrace has it. */
  readOnly: string | null;
  log: (message: string, error?: unknown) => void;
}

/** What was typed in the console, by server, over the end of Millrace. Whoever notes a line has made sure that no password is in it. */
export class ConsoleHistory {
  readonly #path: string;
  readonly #log: HistoryOptions['log'];
  readonly #keeps: boolean;
  readonly #lines: Map<string, string[]>;
  #writing: Promise<void> = Promise.resolve();
  #isWaiting = false;

  private constructor(
    path: string,
    keeps: boolean,
    log: HistoryOptions['log'],
    { servers }: z.infer<typeof fileSchema>,
  ) {
    this.#path = path;
    this.#keeps = keeps;
    this.#log = log;
    this.#lines = new Map(servers.map(({ server, lines }) => [server, lines]));
  }

  /** Never fails: a file that cannot be read stays as it is, and nothing is kept of this run. */
  static async open({ settingsFolder, readOnly, log }: HistoryOptions): Promise<ConsoleHistory> {
    const path = join(settingsFolder, 'console-history.json');
    const nothing = { servers: [] };
    try {
      const content = await readVersioned(path, VERSION, fileSchema);
      return new ConsoleHistory(path, readOnly === null, log, content ?? nothing);
    } catch (error) {
      log('what was typed in the console is not known', error);
      return new ConsoleHistory(path, false, log, nothing);
    }
  }

  /** The oldest first. */
  of(server: string): readonly string[] {
    return this.#lines.get(server) ?? [];
  }

  /** The same line twice in a row is one. */
  note(server: string, line: string): void {
    const before = this.of(server);
    if (line.length > MOST_CHARACTERS || before.at(-1) === line) return;
    this.#lines.delete(server);
    this.#lines.set(server, [...before, line].slice(-MOST_LINES));
    this.#write();
  }

  forget(server: string): void {
    if (this.#lines.delete(server)) this.#write();
  }

  async close(): Promise<void> {
    await this.#writing;
  }

  /** Once for all that is noted meanwhile. */
  #write(): void {
    if (!this.#keeps || this.#isWaiting) return;
    this.#isWaiting = true;
    this.#writing = this.#writing
      .then(() => {
        this.#isWaiting = false;
        const servers = Array.from(this.#lines, ([server, lines]) => ({ server, lines }));
        return writeVersioned(this.#path, VERSION, { servers: servers.slice(-MOST_SERVERS) });
      })
      .catch((error: unknown) => this.#log('what was typed in the console could not be written', error));
  }
}
