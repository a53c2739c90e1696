import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { findRecipe, listRecipes, pipelineEnvironment } from '#engine/pipelines/file/recipes.ts';
import { readPipelines, type Override, type ReadResult } from '#shared/pipeline/read-pipelines.ts';
import { UsageError } from './usage-error.ts';

const MAX_FILE_BYTES = 16 * 2 ** 20;

/**
 * Reads a pipeline file, or the recipe of that name; a file wins.
 *
 * @throws {UsageError} when there is neither, or it cannot be read
 */
export async function loadPipelines(name: string, overrides: readonly Override[] = []): Promise<ReadResult> {
  const { text, fallbackName } = await readNamed(name);
  return readPipelines(text, { environment: pipelineEnvironment(), fallbackName, overrides });
}

/**
 * The text of a pipeline file, or of the recipe of that name; a file wins.
 *
 * @throws {UsageError} when there is neither, or it cannot be read
 */
export async function readNamed(name: string): Promise<{ text: string; fallbackName: string }> {
  const found = await stat(name).catch((error: NodeJS.ErrnoException) => error);
  if (!(found instanceof Error) && found.isDirectory())
    throw new UsageError(`${name} is a directory. Give a pipeline file.`);
  if (!(found instanceof Error) && found.size > MAX_FILE_BYTES)
    throw new UsageError(`${name} is too large for a pipeline file.`);
  if (!(found instanceof Error)) {
    const text = await readFile(name, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`${name} cannot be read (${error.code}).`, { cause: error });
    });
    return { text, fallbackName: basename(name, extname(name)) };
  }
  const recipe = await findRecipe(name);
  if (recipe) return { text: recipe.text, fallbackName: recipe.name };
  const known = (await listRecipes()).map(recipe => recipe.name).join(', ');
  throw new UsageError(`There is no file and no recipe "${name}". Recipes: ${known}.`);
}
