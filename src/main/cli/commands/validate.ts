import { problemLine } from '#shared/pipeline/problems.ts';
import { command } from '../command.ts';
import { loadPipelines } from '../load-file.ts';
import { writeStdout } from '../output.ts';

/** `millrace validate`: silent when the file is good. */
export const validate = command({
  summary: 'Check a pipeline file: one line for each problem.',
  positionals: { min: 1, max: 1, names: 'FILE' },
  options: {},
  async run(_, [file]) {
    const result = await loadPipelines(file!);
    if (result.ok) return 0;
    await writeStdout(result.problems.map(problem => `${problemLine(problem)}\n`).join(''));
    return 2;
  },
});
