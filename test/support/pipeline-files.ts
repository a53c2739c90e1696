import { compilePlan, type Plan } from '#shared/pipeline/plan.ts';
import { problemLine } from '#shared/pipeline/problems.ts';
import { readPipelines } from '#shared/pipeline/read-pipelines.ts';

/** What the first pipeline of a file means. @throws with all problems of the file */
export function planOf(file: object): Plan {
  const read = readPipelines(JSON.stringify(file), { environment: {}, fallbackName: 'test' });
  if (!read.ok) throw new Error(read.problems.map(problemLine).join('\n'));
  return compilePlan(read.pipelines[0]!);
}

/** The problems of a file in lines; none of one that can run. */
export function problemsOf(file: object): string[] {
  const read = readPipelines(JSON.stringify(file), { environment: {}, fallbackName: 'test' });
  return read.ok ? [] : read.problems.map(problemLine);
}
