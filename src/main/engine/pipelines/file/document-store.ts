import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { slug } from '#shared/pipeline/read-pipelines.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { readVersioned, writeVersioned } from '../../settings/versioned-file.ts';
import { noGrant, type Grant } from './imported.ts';
import { listRecipes } from './recipes.ts';

const VERSION = 1;
const fileSchema = z.object({
  name: z.string(),
  text: z.string(),
  unconfirmed: z.literal(true).optional(),
  imported: z.literal(true).optional(),
  grant: z.object({ variables: z.array(z.string()), folders: z.array(z.string()) }).optional(),
  madeFiles: z.array(z.string()).optional(),
});

/** A pipeline file in the program: a recipe that comes with it, or one of the person's own. */
export interface PipelineDocument {
  id: string;
  name: string;
  kind: 'recipe' | 'own';
  text: string;
  /** It was imported, and nobody has seen yet what it reaches: it must not start unasked. */
  unconfirmed: boolean;
  /** What an imported one has been let reach; null for the person's own. */
  grant: Grant | null;
  /** What an imported one has been allowed to make: it writes to no other file that is there. */
  madeFiles: readonly string[];
}

/** Keeps pipeline files, one versioned file each in the settings folder; in a folder that is another Millrace's they last for this run. */
export class DocumentStore {
  readonly #folder: string;
  readonly #readOnly: string | null;
  readonly #documents = new Map<string, PipelineDocument>();
  /** In the folder, and not only here. */
  readonly #onDisk = new Set<string>();

  private constructor(folder: string, readOnly: string | null) {
    this.#folder = folder;
    this.#readOnly = readOnly;
  }

  /** @param readOnly why the folder must not be written: what is saved lasts for this run then */
  static async open(settingsFolder: string, readOnly: string | null): Promise<DocumentStore> {
    const store = new DocumentStore(join(settingsFolder, 'pipelines'), readOnly);
    for (const { name, title, text } of await listRecipes())
      store.#documents.set(name, {
        id: name,
        name: title,
        kind: 'recipe',
        text,
        unconfirmed: false,
        grant: null,
        madeFiles: [],
      });
    for (const file of await readdir(store.#folder).catch(() => [])) {
      if (!file.endsWith('.json')) continue;
      // One file that is damaged or newer must not keep the others away; it stays as it is.
      const content = await readVersioned(join(store.#folder, file), VERSION, fileSchema).catch(
        () => undefined,
      );
      const id = file.slice(0, -'.json'.length);
      if (!content) continue;
      const { name, text, unconfirmed = false, imported = unconfirmed, madeFiles = [] } = content;
      const grant = imported ? (content.grant ?? noGrant) : null;
      store.#documents.set(id, { id, kind: 'own', name, text, unconfirmed, grant, madeFiles });
      store.#onDisk.add(id);
    }
    return store;
  }

  get all(): PipelineDocument[] {
    return [...this.#documents.values()];
  }

  find(id: string): PipelineDocument | undefined {
    return this.#documents.get(id);
  }

  /** @throws {MillraceError} `not-found` */
  get(id: string): PipelineDocument {
    const found = this.find(id);
    if (!found) throw new MillraceError('not-found', 'This pipeline no longer exists.');
    return found;
  }

  /** @param imported it comes from elsewhere; a change of its text makes it no better known */
  async save(id: string | undefined, name: string, text: string, imported: boolean): Promise<string> {
    if (id !== undefined && this.get(id).kind === 'recipe')
      throw new MillraceError('conflict', 'A recipe cannot be changed. Save it under a name of your own.');
    const kept = id ?? this.#freeId(slug(name));
    const before = this.find(kept);
    await this.#keep({
      id: kept,
      name,
      kind: 'own',
      text,
      unconfirmed: imported || before?.unconfirmed === true,
      grant: before?.grant ?? (imported ? noGrant : null),
      madeFiles: before?.madeFiles ?? [],
    });
    return kept;
  }

  /** A person has seen what an imported one reaches, and lets it start. @param made files that it makes now, and may write to from now on */
  async confirm(id: string, grant: Grant, made: readonly string[]): Promise<void> {
    const document = this.get(id);
    const madeFiles = [...new Set([...document.madeFiles, ...made])];
    const next = { ...document, unconfirmed: false, grant, madeFiles };
    if (JSON.stringify(next) !== JSON.stringify(document)) await this.#keep(next);
  }

  /** It reaches more than was confirmed: it has to be looked at again. */
  async ask(id: string): Promise<void> {
    await this.#keep({ ...this.get(id), unconfirmed: true });
  }

  async remove(id: string): Promise<void> {
    if (this.get(id).kind === 'recipe') throw new MillraceError('conflict', 'A recipe cannot be removed.');
    if (this.#onDisk.has(id)) {
      if (this.#readOnly !== null)
        throw new MillraceError('conflict', `It cannot be removed. ${this.#readOnly}`);
      await rm(join(this.#folder, `${id}.json`), { force: true }).catch((error: Error) => {
        throw new MillraceError('denied', `It cannot be removed: ${error.message}.`);
      });
    }
    this.#onDisk.delete(id);
    this.#documents.delete(id);
  }

  async #keep(document: PipelineDocument): Promise<void> {
    const { id, name, text, unconfirmed, grant, madeFiles } = document;
    if (this.#readOnly === null) {
      try {
        await mkdir(this.#folder, { recursive: true, mode: 0o700 });
        const content = {
          name,
          text,
          ...(unconfirmed && { unconfirmed }),
          ...(grant && { imported: true, grant }),
          ...(madeFiles.length > 0 && { madeFiles }),
        };
        await writeVersioned(join(this.#folder, `${id}.json`), VERSION, content);
      } catch (error) {
        throw new MillraceError('denied', `The pipeline cannot be saved: ${(error as Error).message}.`);
      }
      this.#onDisk.add(id);
    }
    this.#documents.set(id, document);
  }

  #freeId(wanted: string): string {
    for (let number = 1; ; number++) {
      const id = number === 1 ? wanted : `${wanted}-${number}`;
      if (!this.#documents.has(id)) return id;
    }
  }
}
