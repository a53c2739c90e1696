import { Environment, serialize, type ASTNode } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { MillraceError } from '#shared/rpc/errors.ts';

/** The name `matches` is compiled to: the language's own uses the JS regular expressions, which can take exponential time. */
const MATCHES = 'matchesRe2';

const patterns = new Map<string, RE2JS>();

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  enableOptionalTypes: true,
}).registerFunction(`string.${MATCHES}(string): bool`, (text: string, pattern: string) => {
  let compiled = patterns.get(pattern);
  if (!compiled) {
    if (patterns.size >= 100) patterns.clear();
    patterns.set(pattern, (compiled = RE2JS.compile(pattern)));
  }
  return compiled.matcher(text).find();
});

/** A compiled condition. @throws when the expression fails on this context, or is no truth value. */
export type Condition = (context: Record<string, unknown>) => boolean;

/** @throws {MillraceError} `bad-input` with the place of the mistake */
export function compileCondition(expression: string): Condition {
  try {
    const { ast } = environment.parse(expression);
    redirectMatches(ast);
    const run = environment.parse(serialize(ast));
    return context => {
      const value: unknown = run(context);
      if (typeof value !== 'boolean')
        throw new TypeError(`the condition is no truth value but a ${typeof value}`);
      return value;
    };
  } catch (error) {
    const message = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    throw new MillraceError('bad-input', `The condition is not valid CEL: ${message}`);
  }
}

function redirectMatches(node: unknown): void {
  if (Array.isArray(node)) {
    node.forEach(redirectMatches);
  } else if (isNode(node)) {
    if (node.op === 'rcall' && node.args[0] === 'matches') node.args[0] = MATCHES;
    redirectMatches(node.args);
  }
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}
