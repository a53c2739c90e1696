import { bytewaxProject } from '#engine/pipelines/bytewax/project.ts';
import { pipelineEnvironment } from '#engine/pipelines/file/recipes.ts';
import { problemLine } from '#shared/pipeline/problems.ts';
import { command } from '../command.ts';
import { readNamed } from '../load-file.ts';
import { say } from '../output.ts';
import { writeProject } from '../project-folder.ts';
import { UsageError } from '../usage-error.ts';

/** `millrace export bytewax FILE|RECIPE -o DIR`. */
export const exportProject = command({
  summary: 'Write a pipeline file as a project of another engine (bytewax), with the same results.',
  positionals: { min: 2, max: 2, names: 'bytewax FILE|RECIPE' },
  options: {
    output: {
      type: 'string',
      short: 'o',
      value: 'DIR',
      text: 'the folder to write: a new or empty one, or one that holds such a project as it was exported',
    },
  },
  async run({ output }, [engine, name]) {
    if (engine !== 'bytewax')
      throw new UsageError(`"${engine}" is not an engine that pipelines are exported to. There is: bytewax.`);
    if (output === undefined) throw new UsageError('Missing: -o DIR. "millrace help export" says more.');
    const { text, fallbackName } = await readNamed(name!);
    const project = await bytewaxProject(text, { environment: pipelineEnvironment(), fallbackName });
    if (!project.ok) {
      for (const problem of project.problems) say(problemLine(problem));
      return 2;
    }
    await writeProject(output, project.files);
    for (const { name: pipeline, text: guarantee } of project.guarantees) say(`${pipeline}: ${guarantee}`);
    say(`Written to ${output}. README.md has how to run it.`);
    return 0;
  },
});
