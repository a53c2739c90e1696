import { join } from 'node:path';
import { z } from 'zod';
import { settingsSchema, type Settings, type SettingsState } from '#shared/contract/app.ts';
import { profileSchema, type Profile } from '#shared/contract/connections.ts';
import { Changes } from '../changes.ts';
import {
  notifyRecordSchema,
  type NotifyRecord,
  type NotifyRecords,
} from '../notifications/notify-records.ts';
import { lockFolder, type FolderLock } from './folder-lock.ts';
import { readVersioned, writeVersioned } from './versioned-file.ts';

/** 2: a regular expression's language is called re2, before it was regex. */
const VERSION = 2;

const defaults: Settings = {
  theme: 'system',
  utc: false,
  newestFirst: false,
  feedMaxRows: 1_000_000,
  feedMaxBytes: 256 * 2 ** 20,
  savedFilters: [],
  subscriptionSets: [],
};

/** What a newer Millrace of the same version added is kept as it is. */
const fileSchema = z.looseObject({
  settings: z.preprocess(withRe2, settingsSchema.partial().loose()).default({}),
  profiles: z.array(profileSchema.loose()).default([]),
  /** Ids of the profiles that are open, to be opened again at the next start. */
  open: z.array(z.string()).default([]),
  /** Ids of the profiles that a start is opening: who is still here at the next one was there when Millrace ended of itself. */
  opening: z.array(z.string()).default([]),
  /** Settings of servers that are to be put back. */
  notifyRecords: z.array(notifyRecordSchema).default([]),
});
type Content = z.infer<typeof fileSchema>;

const TRY_AGAIN_MS = 5_000;

/** Settings and profiles: one file in a folder that one Millrace at a time may write. Passwords are never in it. */
export class SettingsStore implements NotifyRecords {
  readonly changes = new Changes();
  readonly folder: string;
  readonly #path: string;
  readonly #lock: FolderLock | undefined;
  /** Why nothing in the folder may be written by this Millrace: another one has it, or it cannot be had. It holds for the whole run. */
  readonly folderReadOnly: string | null;
  /** The same of the file alone, which is damaged or newer. */
  readonly #fileReadOnly: string | null;
  /** Why the newest change is not on disk; it is tried again. */
  #unwritten: string | null = null;
  #tryAgain: NodeJS.Timeout | undefined;
  #content: Content;
  #writing: Promise<void> = Promise.resolve();

  private constructor(
    folder: string,
    content: Content,
    lock: FolderLock | undefined,
    readOnly: { folder: string | null; file: string | null },
  ) {
    this.folder = folder;
    this.#path = join(folder, 'settings.json');
    this.#content = content;
    this.#lock = lock;
    this.folderReadOnly = readOnly.folder;
    this.#fileReadOnly = readOnly.file;
  }

  /** Never fails: what cannot be read or written is said in `readOnly`, and the defaults hold for this run. */
  static async open(folder: string): Promise<SettingsStore> {
    let lock: FolderLock | undefined;
    let folderReadOnly: string | null = null;
    let fileReadOnly: string | null = null;
    try {
      const taken = lockFolder(folder);
      if ('heldBy' in taken)
        folderReadOnly = `Another Millrace (process ${taken.heldBy}) uses ${folder}. Changes last until this one closes.`;
      else lock = taken;
    } catch (error) {
      folderReadOnly = `${folder} cannot be written: ${(error as Error).message}. Changes last until Millrace closes.`;
    }
    let content: Content | undefined;
    try {
      content = await readVersioned(join(folder, 'settings.json'), VERSION, fileSchema);
    } catch (error) {
      fileReadOnly = `${(error as Error).message} Until then Millrace does not save changes.`;
    }
    return new SettingsStore(folder, content ?? fileSchema.parse({}), lock, {
      folder: folderReadOnly,
      file: fileReadOnly,
    });
  }

  get settings(): Settings {
    return { ...defaults, ...this.#content.settings };
  }

  get profiles(): readonly Profile[] {
    return this.#content.profiles;
  }

  get open(): readonly string[] {
    return this.#content.open;
  }

  get opening(): readonly string[] {
    return this.#content.opening;
  }

  get notifyRecords(): readonly NotifyRecord[] {
    return this.#content.notifyRecords;
  }

  /** Why changes are not kept on disk, if they are not. */
  get notKept(): string | null {
    return this.folderReadOnly ?? this.#fileReadOnly ?? this.#unwritten;
  }

  state(): SettingsState {
    return { settings: this.settings, readOnly: this.notKept, folder: this.folder };
  }

  updateSettings(change: Partial<Settings>): Promise<void> {
    return this.#update({ settings: { ...this.#content.settings, ...change } });
  }

  setProfiles(profiles: Profile[]): Promise<void> {
    return this.#update({ profiles });
  }

  setOpen(open: string[]): Promise<void> {
    return this.#update({ open });
  }

  setOpening(opening: string[]): Promise<void> {
    return this.#update({ opening });
  }

  setNotifyRecords(notifyRecords: NotifyRecord[]): Promise<void> {
    return this.#update({ notifyRecords });
  }

  async close(): Promise<void> {
    clearTimeout(this.#tryAgain);
    await this.#writing;
    this.#lock?.release();
  }

  /** What could not be written stays in force for this run, and the reason is shown. */
  async #update(change: Partial<Content>): Promise<void> {
    this.#content = { ...this.#content, ...change };
    this.changes.notify();
    if (this.folderReadOnly !== null || this.#fileReadOnly !== null) return;
    await this.#write();
  }

  #write(): Promise<void> {
    this.#writing = this.#writing
      .then(() => writeVersioned(this.#path, VERSION, this.#content))
      .then(
        () => this.#written(null),
        (error: Error) => {
          this.#written(
            `${this.#path} cannot be written: ${error.message}. It is tried again while Millrace runs.`,
          );
          clearTimeout(this.#tryAgain);
          this.#tryAgain = setTimeout(() => void this.#write(), TRY_AGAIN_MS).unref();
        },
      );
    return this.#writing;
  }

  #written(problem: string | null): void {
    if (problem === this.#unwritten) return;
    this.#unwritten = problem;
    this.changes.notify();
  }
}

/** Settings of version 1 as they are now. */
function withRe2(settings: unknown): unknown {
  if (typeof settings !== 'object' || settings === null || !('savedFilters' in settings)) return settings;
  const { savedFilters } = settings;
  if (!Array.isArray(savedFilters)) return settings;
  for (const saved of savedFilters as { language?: unknown }[])
    if (saved.language === 'regex') saved.language = 're2';
  return settings;
}
