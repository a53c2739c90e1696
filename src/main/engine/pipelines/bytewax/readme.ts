import { variablesUsed } from '#shared/pipeline/environment.ts';
import type { NamedPipeline } from '#shared/pipeline/plan.ts';
import { guaranteeInBytewax } from './guarantee.ts';

/** README.md of an exported project. @param written the file before its variables were expanded */
export function readmeText(name: string, pipelines: readonly NamedPipeline[], written: unknown): string {
  const variables = variablesUsed(written)
    .map(
      ({ name: variable, places }) => `- \`${variable}\` (${places.map(place => `\`${place}\``).join(', ')})`,
    )
    .join('\n');
  return `# ${name}

A [Bytewax](https://bytewax.io) dataflow that Millrace made from \`pipeline.json\`. \`dataflow.py\` has its steps;
\`millrace_bytewax\` is what all of them share with Millrace: sources, expressions, windows, sinks.

\`\`\`sh
pip install -r requirements.txt
REDIS_URL=redis://127.0.0.1:6379 python -m bytewax.run dataflow
\`\`\`

Or \`docker build -t dataflow . && docker run -e REDIS_URL=redis://host:6379 dataflow\`.

## Workers, clusters, recovery

\`\`\`sh
mkdir recovery && python -m bytewax.recovery recovery 4
python -m bytewax.run dataflow -r recovery -s 10 -b 0
\`\`\`

keeps positions and open windows every ten seconds, and goes on from them. \`-w 4\` is four workers in one process, which share one
interpreter; \`-i 0 -a "first:2101;second:2101"\` is one process of a cluster, started once for each number. Each stream, channel,
file or feed is read by one worker. The groups of windows are spread over all of them.

The snapshot has to be in a folder that is still there after the crash.

## What is guaranteed

${pipelines.map(file => `**${file.name}.** ${guaranteeInBytewax(file).join(' ')}`).join('\n\n')}

A hash or sorted set that a time series or a leaderboard writes belongs to this dataflow: it holds values, and nothing is added to what others
have written there. Millrace's \`limits\` are not kept: open windows take the memory that they need.
${
  variables === ''
    ? ''
    : `
## Variables

Read from the environment when the dataflow starts where they stand in names of channels, keys, files and addresses; elsewhere as they were at the
export:

${variables}
`
}`;
}
