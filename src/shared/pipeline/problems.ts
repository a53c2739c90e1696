import type { z } from 'zod';

/** Where something stands in a pipeline, or in a file: names of members and indexes from the top. */
export type MemberPath = readonly (string | number)[];

/** One mistake in a pipeline file. */
export interface Problem {
  /** Member names and indexes from the top of the file. */
  path: (string | number)[];
  /** What is wrong, as the rest of a sentence that begins with the path. */
  message: string;
  /** What may stand there; empty when the message says all. */
  allowed: string;
  /** Offset into the expression or template at that path. */
  at?: number;
}

/** "sinks.0.type is unknown; allowed: ..." in one line. */
export function problemLine({ path, message, allowed }: Problem): string {
  const where = path.length === 0 ? 'file' : path.join('.');
  return `${where}: ${message}${allowed ? `; allowed: ${allowed}` : ''}`.replaceAll(/\s*\n\s*/g, ' ');
}

export function problemAt(path: (string | number)[], message: string, allowed = ''): Problem {
  return { path, message, allowed };
}

export function problemsOf(error: z.ZodError, value: unknown): Problem[] {
  return error.issues.flatMap(issue => fromIssue(issue, [], value));
}

const typeNames: Record<string, string> = {
  object: 'an object',
  record: 'an object',
  array: 'a list',
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function fromIssue(issue: z.core.$ZodIssue, above: PropertyKey[], file: unknown): Problem[] {
  const path = [...above, ...issue.path].map(step => (typeof step === 'symbol' ? String(step) : step));
  const [written, marked] = issue.message.split(' — allowed: ');
  const found = valueAt(file, path);
  if (found === undefined && issue.code !== 'unrecognized_keys') {
    const allowed = marked ?? expected(issue);
    return [problemAt(path, 'is missing', allowed)];
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The branch that came furthest is the one that was meant.
    const branches = issue.errors.filter(
      errors => !errors.some(error => error.path.length === 0 && error.code !== 'unrecognized_keys'),
    );
    const deepest = branches.filter(errors => errors.every(error => error.path.length > 0));
    if (deepest.length === 1) return deepest[0]!.flatMap(error => fromIssue(error, path, file));
  }
  if (marked !== undefined) {
    if (issue.code === 'invalid_union' && 'discriminator' in issue && issue.discriminator) {
      const key = issue.discriminator;
      const where = path.at(-1) === key ? path : [...path, key];
      const given = valueAt(file, where);
      return [problemAt(where, given === undefined ? 'is missing' : `${shown(given)} is unknown`, marked)];
    }
    return [
      problemAt(path, issue.code === 'unrecognized_keys' ? written! : `${shown(found)} ${written}`, marked),
    ];
  }
  const allowed = expected(issue);
  if (issue.code === 'invalid_type') return [problemAt(path, `${shown(found)} is not ${allowed}`, allowed)];
  if (issue.code === 'too_small' || issue.code === 'too_big')
    return [problemAt(path, `${shown(found)} ${outOfBounds(issue)}`, allowed)];
  return [problemAt(path, `${shown(found)} is not allowed`, allowed || issue.message)];
}

function outOfBounds({ code, origin }: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const isNumber = origin !== 'string' && origin !== 'array';
  if (code === 'too_small') return isNumber ? 'is too small' : 'is empty';
  return isNumber ? 'is too large' : 'is too long';
}

function expected(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.map(value => JSON.stringify(value)).join(', ');
    case 'too_small':
      if (issue.origin === 'string') return 'text that is not empty';
      return issue.origin === 'array'
        ? `at least ${issue.minimum}`
        : `${issue.inclusive ? 'from' : 'above'} ${issue.minimum}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    case 'invalid_union': {
      const kinds = issue.errors.flatMap(errors => errors.map(expected)).filter(Boolean);
      return [...new Set(kinds)].join(' or ');
    }
    default:
      return '';
  }
}

function valueAt(file: unknown, path: (string | number)[]): unknown {
  let value = file;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
