import { join } from 'node:path';
import { addToHistory, rememberedSchema, type Published, type Remembered } from '#shared/contract/page.ts';
import { readVersioned, writeVersioned } from './versioned-file.ts';

const VERSION = 1;
/** A column is dragged, a draft typed: many changes a second are one. */
const WRITE_AFTER_MS = 500;
/** Streams come and go, and each has columns of its own. */
const MAX_LAYOUTS = 2_000;
/** A pipeline that is composed has two: its text, and the steps to it. */
const MAX_DRAFTS = 100;

interface PageMemoryOptions {
  settingsFolder: string;
  /** Why the folder must not be written: another Millrace has it. */
  readOnly: string | null;
  log: (message: string, error?: unknown) => void;
}

/** What pages remember, in `page.json`: the newest of each kind. Without it pages begin as new ones, and nothing else is lost. */
export class PageMemory {
  readonly #path: string;
  readonly #log: PageMemoryOptions['log'];
  readonly #keeps: boolean;
  #remembered: Remembered;
  #timer: NodeJS.Timeout | undefined;
  /** Of what has changed since the write before. */
  #written = Promise.withResolvers<void>();
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, keeps: boolean, remembered: Remembered, log: PageMemoryOptions['log']) {
    this.#path = path;
    this.#keeps = keeps;
    this.#remembered = remembered;
    this.#log = log;
  }

  /** Never fails: a file that cannot be read stays as it is, and nothing is kept in this run. */
  static async open({ settingsFolder, readOnly, log }: PageMemoryOptions): Promise<PageMemory> {
    const path = join(settingsFolder, 'page.json');
    const nothing = { layout: {}, published: [], drafts: {} };
    try {
      const content = await readVersioned(path, VERSION, rememberedSchema);
      return new PageMemory(path, readOnly === null, content ?? nothing, log);
    } catch (error) {
      log('what pages remembered is not known', error);
      return new PageMemory(path, false, nothing, log);
    }
  }

  get remembered(): Remembered {
    return this.#remembered;
  }

  /** This and the others resolve when it is on disk, or cannot be: what a page was not answered it tells the next engine. */
  rememberLayout(name: string, value: string): Promise<void> {
    return this.#change({ layout: newest(this.#remembered.layout, name, value, MAX_LAYOUTS) });
  }

  rememberPublished(published: Published): Promise<void> {
    return this.#change({ published: addToHistory(this.#remembered.published, published) });
  }

  /** Null forgets it. */
  rememberDraft(name: string, text: string | null): Promise<void> {
    return this.#change({ drafts: newest(this.#remembered.drafts, name, text, MAX_DRAFTS) });
  }

  /** Resolves when all of it is on disk, or cannot be. */
  async close(): Promise<void> {
    this.#write();
    await this.#writing;
  }

  async #change(change: Partial<Remembered>): Promise<void> {
    this.#remembered = { ...this.#remembered, ...change };
    if (!this.#keeps) return;
    this.#timer ??= setTimeout(() => this.#write(), WRITE_AFTER_MS);
    await this.#written.promise;
  }

  #write(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const written = this.#written;
    this.#written = Promise.withResolvers();
    this.#writing = this.#writing
      .then(() => writeVersioned(this.#path, VERSION, this.#remembered))
      .catch((error: unknown) => this.#log('what pages remember could not be written', error))
      .then(written.resolve);
  }
}

/** The record with this value as its newest, and the oldest left out when there are too many. */
function newest(
  record: Readonly<Record<string, string>>,
  name: string,
  value: string | null,
  most: number,
): Record<string, string> {
  const others = Object.entries(record).filter(([other]) => other !== name);
  const all = value === null ? others : [...others, [name, value] as const];
  return Object.fromEntries(all.slice(-most));
}
