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

const fileSchema = z.object({
  settings: z.preprocess(withRe2, settingsSchema.partial()).default({}),
  profiles: z.array(profileSchema).default([]),
  /** Ids of the profiles that are open, to be opened again at the next start. */
  open: z.array(z.string()).default([]),
  /** Ids of the profiles that a start is opening: who is still here at the next one was there when Millrace ended of itself. */
  opening: z.array(z.string()).default([]),
  /** Settings of servers that are to be put back. */
  notifyRecords: z.array(notifyRecordSchema).default([]),
});
type Content = z.infer<typeof fileSchema>;

/** Settings and profiles: one file in a folder that one Millrace at a time may write. Passwords are never in it. */
export class SettingsStore implements NotifyRecords {
  readonly changes = new Changes();
  readonly folder: string;
  readonly #path: string;
  readonly #lock: FolderLock | undefined;
  #readOnly: string | null = null;
  #content: Content;
  #writing: Promise<void> = Promise.resolve();

  private constructor(
    folder: string,
    content: Content,
    lock: FolderLock | undefined,
    readOnly: string | null,
  ) {
    this.folder = folder;
    this.#path = join(folder, 'settings.json');
    this.#content = content;
    this.#lock = lock;
    this.#readOnly = readOnly;
  }

  /** Never fails: what cannot be read or written is said in `readOnly`, and the defaults hold for this run. */
  static async open(folder: string): Promise<SettingsStore> {
    let lock: FolderLock | undefined;
    let readOnly: string | null = null;
    try {
      const taken = lockFolder(folder);
      if ('heldBy' in taken)
        readOnly = `Another Millrace (process ${taken.heldBy}) uses ${folder}. Changes last until this one ends.`;
      else lock = taken;
    } catch (error) {
      readOnly = `${folder} cannot be written: ${(error as Error).message}. Changes last until Millrace ends.`;
    }
    let content: Content | undefined;
    try {
      content = await readVersioned(join(folder, 'settings.json'), VERSION, fileSchema);
    } catch (error) {
      readOnly ??= `${(error as Error).message} Until then changes are not kept.`;
    }
    return new SettingsStore(folder, content ?? fileSchema.parse({}), lock, readOnly);
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
    return this.#readOnly;
  }

  state(): SettingsState {
    return { settings: this.settings, readOnly: this.#readOnly, folder: this.folder };
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
    await this.#writing;
    this.#lock?.release();
  }

  /** What could not be written stays in force for this run, and the reason is shown. */
  async #update(change: Partial<Content>): Promise<void> {
    this.#content = { ...this.#content, ...change };
    this.changes.notify();
    if (this.#readOnly !== null) return;
    const content = this.#content;
    this.#writing = this.#writing
      .then(() => writeVersioned(this.#path, VERSION, content))
      .catch((error: Error) => {
        this.#readOnly = `${this.#path} cannot be written: ${error.message}. Changes last until Millrace ends.`;
        this.changes.notify();
      });
    await this.#writing;
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
