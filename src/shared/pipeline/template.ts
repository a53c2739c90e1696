import type { ASTNode } from '@marcbachmann/cel-js';
import { nearest } from '../nearest.ts';
import { compileIn, ExpressionError, newEnvironment } from './expression.ts';
import { Random } from './random.ts';
import { templateFunctions } from './template-functions.ts';

/** Text with `{{CEL}}` in it. Each `render` makes the next value; `seq` starts at 0 and counts the events of the set. */
export interface Template {
  /** The text; a template that is one `{{...}}` and nothing else keeps the value's type, and is turned into text by `textOf`. */
  value(): unknown;
  text(): string;
}

/** Templates that share a sequence number and a random generator: the fields of one generated event, say. */
export interface TemplateSet {
  /** @throws {ExpressionError} with the offset into the template's text */
  compile(template: string): Template;
  /** Moves to the next event: `seq` grows by one. */
  next(): void;
}

/** An unknown name, with the one that is meant. */
function withNearest(message: string): string {
  const unknown = /(?:Unknown variable: |no matching overload for ')(\w+)/.exec(message)?.[1];
  const names = templateFunctions.map(({ name }) => name);
  const meant = unknown === undefined ? undefined : nearest(unknown, names);
  if (meant === undefined) return message;
  const { example } = templateFunctions.find(({ name }) => name === meant)!;
  const wrong = meant === unknown ? 'has other arguments' : 'is not known';
  return `${unknown} ${wrong}. Did you mean ${example}?`;
}

/**
 * In a template: `{{seq}}`, `{{now()}}` (the time in ISO 8601), `{{uuid()}}`, `{{randInt(1,10)}}` (both included), `{{pick(["a","b"])}}`,
 * `{{gauss(20.0,2.0)}}` (mean, standard deviation), and every other CEL expression of them.
 *
 * @param seed the same seed gives the same values, except for `now()`
 * @param now milliseconds since the Unix epoch
 */
export function templateSet(seed: number, now: () => number = Date.now): TemplateSet {
  const random = new Random(seed);
  let seq = 0n;
  const environment = newEnvironment()
    .registerVariable('seq', 'int')
    .registerFunction('now(): string', () => new Date(now()).toISOString())
    .registerFunction('uuid(): string', () => random.uuid())
    .registerFunction('randInt(int, int): int', (low: bigint, high: bigint) => {
      if (high < low) throw new Error('randInt: the second number is smaller than the first');
      return BigInt(random.int(Number(low), Number(high)));
    })
    .registerFunction('pick(list): dyn', (items: unknown[]) => {
      if (items.length === 0) throw new Error('pick: the list is empty');
      return random.pick(items);
    });
  const gauss = (mean: unknown, deviation: unknown) => random.gauss(Number(mean), Number(deviation));
  for (const [mean, deviation] of [
    ['double', 'double'],
    ['int', 'int'],
    ['int', 'double'],
    ['double', 'int'],
  ]) {
    environment.registerFunction(`gauss(${mean}, ${deviation}): double`, gauss);
  }
  const scope = { seq };

  return {
    next: () => (scope.seq = ++seq),
    compile(template) {
      const parts: (string | Evaluate)[] = [];
      for (const part of templateParts(template)) {
        if (typeof part === 'string') {
          parts.push(part);
          continue;
        }
        try {
          const expression = compileIn(environment, part.source);
          const call = directCall(environment.parse(part.source).ast, { gauss });
          parts.push(call ?? (() => expression(scope as never)));
        } catch (error) {
          if (error instanceof ExpressionError)
            throw new ExpressionError(withNearest(error.message), part.at + error.at);
          throw error;
        }
      }
      const text = () => {
        let result = '';
        for (const part of parts) result += typeof part === 'string' ? part : textOf(part());
        return result;
      };
      const [only] = parts;
      const value = parts.length === 1 && typeof only === 'function' ? () => plain(only()) : text;
      return { text, value };
    },
  };
}

type Evaluate = () => unknown;

/** An expression that is one call with numbers that are written out: it needs no interpreter. Null for others, and for functions that are not given. */
function directCall(
  { op, args }: ASTNode,
  functions: Record<string, (...numbers: readonly unknown[]) => unknown>,
): Evaluate | null {
  if (op !== 'call') return null;
  const [name, parameters] = args;
  const call = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (!call || !parameters.every(isNumber)) return null;
  const numbers = parameters.map(parameter => parameter.args);
  return () => call(...numbers);
}

const isNumber = ({ op, args }: ASTNode) =>
  op === 'value' && (typeof args === 'number' || typeof args === 'bigint');

/**
 * The texts and the expressions of a template, in turn; of an expression its offset, too.
 *
 * @throws {ExpressionError} where a "{{" has no end
 */
export function* templateParts(template: string): Generator<string | { source: string; at: number }> {
  let index = 0;
  for (;;) {
    const start = template.indexOf('{{', index);
    if (start < 0) break;
    const end = endOfExpression(template, start + 2);
    if (end < 0) throw new ExpressionError('"{{" without "}}"', start);
    if (start > index) yield template.slice(index, start);
    yield { source: template.slice(start + 2, end), at: start + 2 };
    index = end + 2;
  }
  if (index < template.length) yield template.slice(index);
}

/** A value as it stands in text: strings as they are, numbers in their shortest form, the rest as JSON. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  return JSON.stringify(value, (_, item: unknown) => plain(item)) ?? '';
}

/** Whole numbers of CEL are BigInts; JSON has numbers. One beyond 2^53 becomes text rather than a wrong number. */
function plain(value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  return BigInt(Number(value)) === value ? Number(value) : String(value);
}

/** The "}}" that ends an expression: not one inside a string or a map literal. */
function endOfExpression(template: string, from: number): number {
  let quote = '';
  let depth = 0;
  for (let index = from; index < template.length; index++) {
    const character = template[index]!;
    if (quote) {
      if (character === '\\') index++;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '{') depth++;
    else if (character === '}' && depth > 0) depth--;
    else if (character === '}' && template[index + 1] === '}') return index;
  }
  return -1;
}
