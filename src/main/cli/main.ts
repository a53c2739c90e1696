import { findRecipe, listRecipes } from '#engine/pipelines/file/recipes.ts';
import { problemLine } from '#shared/pipeline/problems.ts';
import { pipelineJsonSchema } from '#shared/pipeline/schema.ts';
import { parseCommand } from './arguments.ts';
import { loadPipelines } from './load-file.ts';
import { say, writeStdout } from './output.ts';
import { replay } from './replay.ts';
import { run } from './run.ts';
import { usage, UsageError } from './usage.ts';
import { version } from './version.ts';

/** The command line, but for `serve`. Sets the exit code: 0 done, 1 failed, 2 a bad file or option. */
export async function main(args: string[]): Promise<void> {
  const [command, ...rest] = args;
  try {
    process.exitCode = await carryOut(command, rest);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

async function carryOut(command: string | undefined, args: string[]): Promise<number> {
  if (command !== undefined && (args.includes('--help') || args.includes('-h'))) {
    await writeStdout(usage);
    return 0;
  }
  switch (command) {
    case 'run':
      return run(args);
    case 'replay':
      return replay(args);
    case 'validate':
      return validate(args);
    case 'schema':
      parseCommand(args, {}, { min: 0, max: 0, names: '' });
      await writeStdout(`${JSON.stringify(pipelineJsonSchema(), null, 2)}\n`);
      return 0;
    case 'recipes':
      return recipes(args);
    case '--version':
      await writeStdout(`${version()}\n`);
      return 0;
    case 'help':
    case '--help':
    case '-h':
      await writeStdout(usage);
      return 0;
    default:
      throw new UsageError(`There is no command "${command ?? ''}".\n\n${usage}`);
  }
}

async function validate(args: string[]): Promise<number> {
  const { positionals } = parseCommand(args, {}, { min: 1, max: 1, names: 'FILE' });
  const result = await loadPipelines(positionals[0]!);
  if (result.ok) return 0;
  await writeStdout(result.problems.map(problem => `${problemLine(problem)}\n`).join(''));
  return 2;
}

async function recipes(args: string[]): Promise<number> {
  const { positionals } = parseCommand(args, {}, { min: 0, max: 1, names: 'NAME' });
  const [name] = positionals;
  if (name === undefined) {
    const all = await listRecipes();
    const width = Math.max(...all.map(recipe => recipe.name.length));
    await writeStdout(all.map(recipe => `${recipe.name.padEnd(width)}  ${recipe.title}\n`).join(''));
    return 0;
  }
  const recipe = await findRecipe(name);
  if (!recipe) throw new UsageError(`There is no recipe "${name}". "millrace recipes" lists them.`);
  await writeStdout(recipe.text.endsWith('\n') ? recipe.text : `${recipe.text}\n`);
  return 0;
}
