import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { existsSync } from 'node:fs';

/** The folder of recipes and their data: beside the sources, and in a build where the packager has put it. */
export function resourcesFolder(): string {
  const named = process.env.MILLRACE_RESOURCES;
  if (named) return named;
  const places = ['../../../../../resources', '../../../resources', '../../resources'];
  const found = places
    .map(place => fileURLToPath(new URL(place, import.meta.url)))
    .find(place => existsSync(join(place, 'recipes')));
  return found ?? fileURLToPath(new URL(places[0]!, import.meta.url));
}

/** The environment a pipeline file sees: the process's own, and where the built-in data is. */
export function pipelineEnvironment(): Record<string, string | undefined> {
  return { ...process.env, MILLRACE_RESOURCES: resourcesFolder() };
}

export interface Recipe {
  /** What `millrace run` takes. */
  name: string;
  title: string;
  text: string;
}

export async function listRecipes(): Promise<Recipe[]> {
  const folder = join(resourcesFolder(), 'recipes');
  const files = (await readdir(folder)).filter(file => file.endsWith('.json')).sort();
  return Promise.all(
    files.map(async file => {
      const text = await readFile(join(folder, file), 'utf8');
      return {
        name: file.slice(0, -'.json'.length),
        title: (JSON.parse(text) as { name: string }).name,
        text,
      };
    }),
  );
}

export async function findRecipe(name: string): Promise<Recipe | undefined> {
  return (await listRecipes()).find(recipe => recipe.name === name);
}
