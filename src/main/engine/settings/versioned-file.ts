import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { MillraceError } from '#shared/rpc/errors.ts';

/**
 * Reads a JSON file that carries its `version`.
 *
 * @returns the content, or undefined when there is no such file
 * @throws {MillraceError} `conflict` when the file is of a newer version (`detail.isNewer`), or is not what the schema says: it is never half-read
 */
export async function readVersioned<T>(
  path: string,
  version: number,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const content = parseJson(path, text);
  const head = z.object({ version: z.number() }).safeParse(content);
  if (!head.success)
    throw new MillraceError('conflict', `${path} has no version number. Move it aside to start fresh.`);
  if (head.data.version > version) {
    const versions = `version ${head.data.version}; this Millrace knows up to ${version}`;
    throw new MillraceError(
      'conflict',
      `${path} was written by a newer Millrace (${versions}). Update Millrace, or move the file aside.`,
      { isNewer: true },
    );
  }
  const parsed = schema.safeParse(content);
  if (!parsed.success)
    throw new MillraceError('conflict', `${path} is damaged: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Replaces the file in one step: after a crash there is the old content or the new, never a part. */
export async function writeVersioned(path: string, version: number, content: object): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.new`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify({ version, ...content }, null, 2)}\n`);
    await file.sync();
    await file.close();
    await persistently(() => rename(temporary, path));
  } catch (error) {
    await file.close().catch(() => {});
    await rm(temporary, { force: true });
    throw error;
  }
}

/** What a virus scanner or an indexer that has the file open makes of a rename on Windows: it passes. */
const IN_USE = new Set(['EPERM', 'EACCES', 'EBUSY']);
const WAITS_MS = [10, 40, 150, 500];

/** Does it again, a few times, where another program has the file for the moment. */
export async function persistently(
  act: () => Promise<void>,
  waitsMs: readonly number[] = WAITS_MS,
): Promise<void> {
  for (const waitMs of waitsMs) {
    try {
      return await act();
    } catch (error) {
      if (!IN_USE.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
    await pause(waitMs);
  }
  return act();
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MillraceError(
      'conflict',
      `${path} is not JSON: ${(error as Error).message}. Fix it, or move it aside.`,
    );
  }
}
