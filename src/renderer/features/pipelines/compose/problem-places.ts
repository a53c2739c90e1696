import type { CheckedPipelines } from '#shared/contract/pipelines.ts';
import { stepNames } from '#shared/pipeline/steps.ts';
import type { PipelinePart } from './document.ts';
import { problemText } from './form/form-context.ts';

/** Where on the screen the problems of a file stand: each in one place, and none nowhere. */

type Problems = CheckedPipelines['problems'];

const none: Problems = [];

/** Those of one pipeline, by their places within it. */
export function problemsOf(part: PipelinePart | null, checked: CheckedPipelines | undefined): Problems {
  if (!part || !checked) return none;
  const { path: above } = part;
  return checked.problems
    .filter(({ path }) => above.every((step, depth) => path[depth] === step))
    .map(({ path, message, allowed }) => ({ path: path.slice(above.length), message, allowed }));
}

/** The first one of each card, by the name of its step. */
export function problemsOfSteps(problems: Problems): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const problem of problems) {
    const step = ownerOf(problem.path[0]);
    if (step !== null && !found.has(step)) found.set(step, problemText(problem));
  }
  return found;
}

/** Those that no card shows, as sentences: of the file (its version), and of members that no step has. */
export function problemsOutside(
  pipelines: readonly PipelinePart[],
  checked: CheckedPipelines | undefined,
  problems: Problems,
): string[] {
  const isOfPipeline = (path: Problems[number]['path']) =>
    pipelines.some(({ path: above }) => above.every((step, depth) => path[depth] === step));
  const ofFile = (checked?.problems ?? none).filter(({ path }) => !isOfPipeline(path));
  return [...ofFile, ...problems.filter(({ path }) => ownerOf(path[0]) === null)].map(
    problem =>
      `The ${problem.path.length === 0 ? 'file' : `member ${problem.path.join('.')}`} ${problemText(problem)}`,
  );
}

/** The card in whose form a member is; null where none has it. */
export function ownerOf(member: string | number | undefined): string | null {
  if (member === 'decodeFields' || member === 'invalid') return 'decode';
  if (member === 'late') return 'window';
  if (member === 'flush' || member === 'limits' || member === 'checkpoint') return 'sinks';
  return stepNames.find(step => step === member) ?? null;
}
