import { Environment, type ASTNode } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { pathsRead } from './members-read.ts';
import { compilePlain, UNSURE } from './plain-values.ts';
import { syntaxProblem } from './syntax-problem.ts';

/** What an expression can see. */
export interface Scope {
  event: unknown;
  meta?: Meta;
}

/** Where an event came from; what a source cannot say is absent. */
export interface Meta {
  channel?: string;
  pattern?: string;
  key?: string;
  id?: string;
  /** The name of a server-sent event. */
  event?: string;
  /** Milliseconds since the Unix epoch. */
  receivedAt: number;
}

/** A compiled expression. It throws when it cannot be evaluated for this event (a missing field, a type that does not fit). */
export interface Expression {
  (scope: Scope): unknown;
  readonly source: string;
  /** The type as far as it is known without an event: "int", "string", "dyn" ... */
  readonly type: string;
  readonly usesMeta: boolean;
  /** The paths of all that it reads of the event; null where it reads the event itself. */
  readonly reads: readonly (readonly string[])[] | null;
}

/** Where an expression is wrong. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  /** Offset into the source of the expression. */
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/**
 * Compiles a CEL expression over `event` and `meta`, once.
 *
 * @throws {ExpressionError} when it is not CEL, names something unknown, or its types cannot fit
 */
export function compileExpression(source: string): Expression {
  return compileIn(expressions, source);
}

/** An environment with the rules that all expressions of the program share, open for variables and functions. */
export function newEnvironment(): Environment {
  const environment = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false });
  for (const [op, apply] of arithmetic) {
    environment.registerOperator(`int ${op} double: double`, (a: bigint, b: number) => apply(Number(a), b));
    environment.registerOperator(`double ${op} int: double`, (a: number, b: bigint) => apply(a, Number(b)));
  }
  environment.registerOperator('double % double: double', (a: number, b: number) => a % b);
  environment.registerFunction(`string.${matchesName}(string): bool`, matchesRe2);
  return environment;
}

export function compileIn(environment: Environment, source: string): Expression {
  try {
    const parsed = environment.parse(source);
    replaceMatches(parsed.ast);
    const checked = parsed.check();
    if (!checked.valid) throw checked.error!;
    return Object.assign(evaluate(parsed), {
      source,
      type: checked.type ?? 'dyn',
      usesMeta: /\bmeta\b/.test(source),
      reads: pathsRead(parsed.ast, 'event'),
    });
  } catch (error) {
    const { message, range } = error as Error & { range?: { start: number } };
    const at = range?.start ?? 0;
    const problem = message.split('\n', 1)[0]!.replaceAll(matchesName, 'matches');
    throw new ExpressionError(syntaxProblem(problem, source, at), at);
  }
}

/** Most events need the interpreter for nothing. */
function evaluate(parsed: ReturnType<Environment['parse']>): (scope: Scope) => unknown {
  const interpret = (scope: Scope) => parsed(scope) as unknown;
  const plain = compilePlain(parsed.ast, { name: matchesName, test: matchesRe2 });
  if (!plain) return interpret;
  return scope => {
    const value = plain(scope);
    return value === UNSURE ? interpret(scope) : value;
  };
}

/** CEL keeps int and double apart; numbers of JSON are doubles, so that `event.count * 2` would otherwise fail. */
const arithmetic: [string, (a: number, b: number) => number][] = [
  ['+', (a, b) => a + b],
  ['-', (a, b) => a - b],
  ['*', (a, b) => a * b],
  ['/', (a, b) => a / b],
  ['%', (a, b) => a % b],
];

/**
 * The library's own `matches` runs the JS engine's backtracking regular expressions, which a hostile pattern or payload can keep busy for
 * hours. It cannot be overridden, so calls of it are renamed in the tree before the check.
 */
const matchesName = 'matchesRe2';

function replaceMatches(node: unknown): void {
  if (Array.isArray(node)) {
    for (const item of node) replaceMatches(item);
  } else if (typeof node === 'object' && node !== null && 'op' in node) {
    const { op, args } = node as ASTNode;
    if (op === 'rcall' && args[0] === 'matches' && args[2].length === 1) {
      args[0] = matchesName;
    }
    replaceMatches(args);
  }
}

const compiledPatterns = new Map<string, RE2JS>();

/** RE2 syntax, linear time. Patterns are cached; one that is built from event data must not fill the memory. */
function matchesRe2(text: string, pattern: string): boolean {
  let compiled = compiledPatterns.get(pattern);
  if (!compiled) {
    try {
      compiled = RE2JS.compile(pattern);
    } catch (error) {
      throw new Error(`Invalid regular expression: ${error instanceof Error ? error.message : pattern}`, {
        cause: error,
      });
    }
    if (compiledPatterns.size >= 100) compiledPatterns.clear();
    compiledPatterns.set(pattern, compiled);
  }
  return compiled.matcher(text).find();
}

const expressions = newEnvironment().registerVariable('event', 'dyn').registerVariable('meta', 'dyn');
const rowExpressions = newEnvironment().registerVariable('row', 'dyn');

/** A compiled expression over a row of results. It throws when it cannot be evaluated for this row. */
export type RowExpression = (scope: { row: unknown }) => unknown;

/**
 * The same over `row`, a result as it is written: `window`, `key` and the aggregates.
 *
 * @throws {ExpressionError}
 */
export function compileRowExpression(source: string): RowExpression {
  const compiled = compileIn(rowExpressions, source);
  return scope => compiled(scope as unknown as Scope);
}
