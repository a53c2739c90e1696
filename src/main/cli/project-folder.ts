import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UsageError } from './usage-error.ts';

/** Says that a folder holds an exported project, and what its files were: JSON, a hash by path. */
const MARKER = '.millrace-export.json';

interface Exported {
  version: 1;
  files: Record<string, string>;
}

/**
 * Writes the files of a project into a folder, over those of an earlier export.
 *
 * @throws {UsageError} when the folder holds something else, or a file that was changed since; nothing is written then
 */
export async function writeProject(
  folder: string,
  files: readonly { path: string; text: string }[],
): Promise<void> {
  try {
    const before = await exportedBefore(folder);
    for (const path of Object.keys(before)) await rm(join(folder, path), { force: true });
    for (const { path, text } of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const marker: Exported = {
      version: 1,
      files: Object.fromEntries(files.map(({ path, text }) => [path, hashOf(text)])),
    };
    await writeFile(join(folder, MARKER), `${JSON.stringify(marker, null, 2)}\n`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof UsageError || code === undefined) throw error;
    throw new UsageError(`${folder} cannot be written (${code}).`, { cause: error });
  }
}

/** The files of an earlier export, each as it was; none in a folder that is empty or not there. */
async function exportedBefore(folder: string): Promise<Record<string, string>> {
  const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (found.length === 0) return {};
  const marker = await readFile(join(folder, MARKER), 'utf8').catch(() => null);
  if (marker === null)
    throw new UsageError(`${folder} is not empty, and holds no exported project. Give another folder.`);
  const files = Object.fromEntries(
    // What is named there is removed: nothing outside of the folder is ours.
    Object.entries((JSON.parse(marker) as Exported).files).filter(([path]) => !/(^[/\\])|\.\./.test(path)),
  );
  for (const [path, hash] of Object.entries(files)) {
    const text = await readFile(join(folder, path), 'utf8').catch(() => null);
    if (text !== null && hashOf(text) !== hash)
      throw new UsageError(
        `${join(folder, path)} was changed after it was exported. Give another folder, or remove it.`,
      );
  }
  return files;
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
