import { findRecipe, listRecipes } from '#engine/pipelines/file/recipes.ts';
import { nearest } from '#shared/nearest.ts';
import { command } from '../command.ts';
import { writeStdout } from '../output.ts';
import { UsageError } from '../usage-error.ts';

/** `millrace recipes`. */
export const recipes = command({
  summary: 'List the recipes that come with Millrace, or print one.',
  positionals: { min: 0, max: 1, names: '[NAME]' },
  options: {},
  async run(_, [name]) {
    const all = await listRecipes();
    if (name === undefined) {
      const width = Math.max(...all.map(recipe => recipe.name.length));
      await writeStdout(all.map(recipe => `${recipe.name.padEnd(width)}  ${recipe.title}\n`).join(''));
      return 0;
    }
    const recipe = await findRecipe(name);
    if (!recipe) {
      const meant = nearest(
        name,
        all.map(known => known.name),
      );
      throw new UsageError(
        `There is no recipe "${name}".${meant === undefined ? '' : ` Did you mean "${meant}"?`} "millrace recipes" lists them.`,
      );
    }
    await writeStdout(recipe.text.endsWith('\n') ? recipe.text : `${recipe.text}\n`);
    return 0;
  },
});
