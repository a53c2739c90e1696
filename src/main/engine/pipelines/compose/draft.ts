import { compilePlan, type Plan } from '#shared/pipeline/plan.ts';
import type { Problem } from '#shared/pipeline/problems.ts';
import { stepNames, type StepName } from '#shared/pipeline/steps.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Grant } from '../file/imported.ts';
import { readPipelineText } from '../file/outline.ts';

/** One pipeline of a file that is being composed: what of it makes sense so far. */
export interface Draft {
  /** Of the whole file. */
  problems: Problem[];
  /** The steps it has, and those with problems, in order. `isKnown`: it and all before it make sense. */
  steps: { step: StepName; isKnown: boolean }[];
  /** The known steps, with something that changes nothing in place of the rest; null where not even the source makes sense. */
  plan: Plan | null;
  /** The plan is all of the pipeline. */
  isWhole: boolean;
}

export interface DraftSource {
  text: string;
  /** Of the file. */
  name: string;
  /** Which pipeline of the file. */
  index: number;
  /** What an imported file may read; null for the person's own. */
  grant: Grant | null;
}

type Members = Readonly<Record<string, unknown>>;

/** The members of the file that belong to a step; it is named by the first. */
const membersOf: Readonly<Record<StepName, readonly string[]>> = {
  source: ['source'],
  decode: ['decode', 'decodeFields'],
  where: ['where'],
  sample: ['sample'],
  dedupe: ['dedupe'],
  rateLimit: ['rateLimit'],
  lookup: ['lookup'],
  select: ['select'],
  groupBy: ['groupBy'],
  window: ['window'],
  aggregate: ['aggregate'],
  having: ['having'],
  sinks: ['sinks', 'late', 'invalid', 'flush', 'limits', 'checkpoint', 'name', 'id'],
};
const inEveryPipeline: ReadonlySet<StepName> = new Set(['source', 'decode', 'sinks']);

/** Stands in for what follows a step, where the step cannot be without it. */
const anyWindow = { type: 'tumbling', size: '1m' };
const anyAggregate = { events: { count: true } };
const anySinks = [{ type: 'stdout' }];

/** @throws {MillraceError} `bad-input` when the file has no pipeline at that place */
export function readDraft({ text, name, index, grant }: DraftSource): Draft {
  const whole = readPipelineText(text, name, grant);
  const problems = whole.ok ? [] : whole.problems;
  const found = membersAt(text, index);
  if (!found) return { problems, steps: [], plan: null, isWhole: false };
  const { members, isOneOfSeveral } = found;
  const wrong = new Set(problems.map(problem => stepAt(problem, isOneOfSeveral ? index : null)));
  const present = stepNames.filter(
    step =>
      inEveryPipeline.has(step) ||
      wrong.has(step) ||
      membersOf[step].some(member => Object.hasOwn(members, member)),
  );
  for (let known = present.length; known > 0; known--) {
    const steps = present.slice(0, known);
    const read =
      whole.ok && known === present.length
        ? { ok: true as const, pipelines: [whole.pipelines[index]!] }
        : readPipelineText(JSON.stringify(upTo(members, steps)), name, grant);
    if (!read.ok) continue;
    return {
      problems,
      steps: present.map((step, place) => ({ step, isKnown: place < known })),
      plan: compilePlan(read.pipelines[0]!),
      isWhole: known === present.length,
    };
  }
  return { problems, steps: present.map(step => ({ step, isKnown: false })), plan: null, isWhole: false };
}

/** The members of one pipeline as they are written; null where they are none. */
function membersAt(text: string, index: number): { members: Members; isOneOfSeveral: boolean } | null {
  let file: unknown;
  try {
    file = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return null;
  }
  if (!isMembers(file)) return null;
  const isOneOfSeveral = Array.isArray(file.pipelines);
  const all: readonly unknown[] = isOneOfSeveral ? (file.pipelines as unknown[]) : [file];
  if (index >= all.length)
    throw new MillraceError('bad-input', `The file has no pipeline number ${index + 1}.`);
  const members = all[index];
  return isMembers(members) ? { members, isOneOfSeveral } : null;
}

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The step that a problem is in; null where it is in none, or in another pipeline. @param index where the file has several */
function stepAt({ path }: Problem, index: number | null): StepName | null {
  const [first, second, third] = path;
  if (index !== null && (first !== 'pipelines' || second !== index)) return null;
  const member = index === null ? first : third;
  return stepNames.find(step => membersOf[step].includes(String(member))) ?? null;
}

/** A pipeline of these steps alone: what follows changes nothing that they do. */
function upTo(members: Members, steps: readonly StepName[]): Members {
  const last = steps.at(-1)!;
  const isBefore = (step: StepName) => stepNames.indexOf(last) < stepNames.indexOf(step);
  const pipeline: Record<string, unknown> = {};
  for (const member of steps.flatMap(step => membersOf[step]))
    if (Object.hasOwn(members, member)) pipeline[member] = members[member];
  const groups = ['groupBy', 'window'].some(member => Object.hasOwn(pipeline, member));
  if (groups && isBefore('window')) pipeline.window = anyWindow;
  if (groups && isBefore('aggregate')) pipeline.aggregate = anyAggregate;
  if (isBefore('sinks')) pipeline.sinks = anySinks;
  return pipeline;
}
