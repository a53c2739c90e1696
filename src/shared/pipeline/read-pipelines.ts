import { checkPipeline } from './checks.ts';
import { expandEnvironment } from './environment.ts';
import { problemAt, problemsOf, type Problem } from './problems.ts';
import { pipelineSchema, pipelinesSchema, type PipelineFile } from './schema.ts';
import { repeatedMembers } from './repeated-members.ts';
import type { NamedPipeline } from './plan.ts';

export interface ReadOptions {
  environment: Readonly<Record<string, string | undefined>>;
  /** Taken where the file has no name: the file's own name without its ending. */
  fallbackName: string;
  /** Which variables the file may not read although they may be set, in words. */
  withheld?: string;
  /** Values that replace those of the file, before variables are expanded. */
  overrides?: readonly Override[];
}

/** One `--set a.b.0.c=value`. */
export interface Override {
  path: (string | number)[];
  value: unknown;
}

export type ReadResult =
  | { ok: true; name: string; pipelines: NamedPipeline[] }
  | { ok: false; problems: Problem[] };

/** Reads the text of a pipeline file: one pipeline, or several under `pipelines`. All mistakes are found in one go, as far as they can be. */
export function readPipelines(text: string, options: ReadOptions): ReadResult {
  const failed = (problems: Problem[]): ReadResult => ({ ok: false, problems });
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return failed([problemAt([], `is not JSON: ${syntaxMessage(error, text)}`, 'a JSON object')]);
  }
  const repeated = repeatedMembers(text);
  if (repeated.length > 0) return failed(repeated);
  for (const override of options.overrides ?? []) {
    const result = withOverride(parsed, override);
    if ('problem' in result) return failed([result.problem]);
    parsed = result.value;
  }
  const { value, missing } = expandEnvironment(parsed, options.environment);
  if (missing.length > 0) {
    return failed(
      missing.map(({ name, path }) =>
        options.withheld === undefined
          ? problemAt(
              path,
              `uses \${${name}}, which is not set`,
              `set it, or give a default: \${${name}:-...}`,
            )
          : problemAt(path, `uses \${${name}}, which it may not read or which is not set`, options.withheld),
      ),
    );
  }

  const several = typeof value === 'object' && value !== null && 'pipelines' in value;
  const result = several ? pipelinesSchema.safeParse(value) : pipelineSchema.safeParse(value);
  if (!result.success) return failed(problemsOf(result.error, value));
  const name = result.data.name ?? options.fallbackName;
  const files: PipelineFile[] = 'pipelines' in result.data ? result.data.pipelines : [result.data];
  const pipelines = files.map((file, index) => {
    const own = file.name ?? (several ? `${name} ${index + 1}` : name);
    return Object.assign({}, file, { name: own, id: file.id ?? slug(own) });
  });
  const prefix = (index: number) => (several ? ['pipelines', index] : []);
  const problems = pipelines.flatMap((pipeline, index) =>
    checkPipeline(pipeline).map(problem =>
      Object.assign(problem, { path: [...prefix(index), ...problem.path] }),
    ),
  );
  pipelines.forEach(({ id }, index) => {
    if (pipelines.findIndex(other => other.id === id) < index)
      problems.push(
        problemAt(
          [...prefix(index), 'id'],
          `"${id}" is used twice`,
          'a different name or id for each pipeline',
        ),
      );
  });
  return problems.length > 0 ? failed(problems) : { ok: true, name, pipelines };
}

/** Lower-case letters and digits with "-" between; it names the checkpoint. */
export function slug(name: string): string {
  const text = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return text === '' ? 'pipeline' : text;
}

/**
 * "a.b.0.c=value" as an override: the value is JSON if it parses, else the text itself.
 *
 * @returns null when there is no "=" or no path
 */
export function parseOverride(text: string): Override | null {
  const equals = text.indexOf('=');
  if (equals <= 0) return null;
  const written = text.slice(equals + 1);
  const path = text
    .slice(0, equals)
    .split('.')
    .map(step => (/^\d+$/.test(step) ? Number(step) : step));
  if (path.includes('')) return null;
  try {
    return { path, value: JSON.parse(written) };
  } catch {
    return { path, value: written };
  }
}

function withOverride(file: unknown, { path, value }: Override): { value: unknown } | { problem: Problem } {
  const copy = structuredCopy(file);
  let at = copy;
  for (const [depth, step] of path.entries()) {
    const last = depth === path.length - 1;
    if (Array.isArray(at)) {
      const place = typeof step === 'number' ? step : Number.NaN;
      if (!(place >= 0 && place <= at.length))
        return { problem: problemAt(path.slice(0, depth + 1), 'is not in the list', `0 to ${at.length}`) };
      at[place] = last ? value : (at[place] ?? {});
      at = at[place];
    } else if (typeof at === 'object' && at !== null) {
      const members = at as Record<string, unknown>;
      const name = String(step);
      const next = last ? value : Object.hasOwn(members, name) ? members[name] : {};
      Object.defineProperty(members, name, {
        value: next,
        enumerable: true,
        writable: true,
        configurable: true,
      });
      at = next;
    } else
      return { problem: problemAt(path.slice(0, depth), 'has no members to set', 'an object or a list') };
  }
  return { value: copy };
}

const structuredCopy = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** The engine's message, with the line and column people look for. */
function syntaxMessage(error: unknown, text: string): string {
  const message = error instanceof Error ? error.message : String(error);
  if (text.trim() === '') return 'it is empty';
  const offset = /at position (\d+)/.exec(message)?.[1];
  if (offset === undefined || /line \d+/.test(message)) return message;
  const before = text.slice(0, Number(offset)).split('\n');
  return `${message} (line ${before.length} column ${before.at(-1)!.length + 1})`;
}
