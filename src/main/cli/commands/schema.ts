import { pipelineJsonSchema } from '#shared/pipeline/schema.ts';
import { command } from '../command.ts';
import { writeStdout } from '../output.ts';

/** `millrace schema`. */
export const schema = command({
  summary: 'Print the JSON Schema of pipeline files.',
  positionals: { min: 0, max: 0, names: '' },
  options: {},
  async run() {
    await writeStdout(`${JSON.stringify(pipelineJsonSchema(), null, 2)}\n`);
    return 0;
  },
});
