import type { ASTNode } from '@marcbachmann/cel-js';
import { newEnvironment } from '#shared/pipeline/expression.ts';

/** Why an expression is not carried over, and where in it. */
export class NotCarriedOver extends Error {
  override readonly name = 'NotCarriedOver';
  /** Offset into the source of the expression. */
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** Functions that `millrace_bytewax/cel_functions.py` has, with how many arguments they take. */
const FUNCTIONS: Readonly<Record<string, readonly number[]>> = {
  size: [1],
  int: [1],
  double: [1],
  string: [1],
  bool: [1],
  dyn: [1],
  timestamp: [1],
};

/** The same of methods. */
const METHODS: Readonly<Record<string, readonly number[]>> = {
  size: [0],
  contains: [1],
  startsWith: [1],
  endsWith: [1],
  matches: [1],
  lowerAscii: [0],
  upperAscii: [0],
  trim: [0],
  split: [1],
  join: [0, 1],
  getFullYear: [0],
  getMonth: [0],
  getDate: [0],
  getDayOfMonth: [0],
  getDayOfWeek: [0],
  getHours: [0],
  getMinutes: [0],
  getSeconds: [0],
  getMilliseconds: [0],
};
/** Functions of templates, which `millrace_bytewax/templates.py` has. */
export const TEMPLATE_FUNCTIONS: Readonly<Record<string, readonly number[]>> = {
  now: [0],
  uuid: [0],
  randInt: [2],
  pick: [1],
  gauss: [2],
};
const MACROS = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

/** cel-python writes an expression as one of Python, whose parser takes some two hundred brackets inside one another. */
const MAX_DEPTH = 60;

/** How tightly an operator binds. cel-python has all relations on one level, so that one inside another stands in brackets. */
const BINDING: Readonly<Record<string, number>> = {
  '?:': 1,
  '||': 2,
  '&&': 3,
  ...Object.fromEntries(['==', '!=', '<', '<=', '>', '>=', 'in'].map(op => [op, 4])),
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
  '!_': 7,
  '-_': 7,
};
const TIGHTEST = 8;

/**
 * An expression as cel-python reads it, with the same meaning.
 *
 * @param variables that it may name
 * @param functions beside those of CEL: of templates, by name with their numbers of arguments
 * @throws {NotCarriedOver}
 */
export function celForPython(
  source: string,
  variables: readonly string[],
  functions: Readonly<Record<string, readonly number[]>> = {},
): string {
  const { ast } = newEnvironment().parse(source);
  const printer = new Printer({ ...FUNCTIONS, ...functions });
  const written = printer.print(ast, new Set(variables), 0);
  if (printer.timestampAt !== null && printer.sumAt !== null)
    throw new NotCarriedOver(
      'adds or subtracts beside timestamp(): durations are not carried over',
      printer.sumAt,
    );
  return written;
}

class Printer {
  /** Where a timestamp is made, and where something is added or subtracted. */
  timestampAt: number | null = null;
  sumAt: number | null = null;
  readonly #functions: Readonly<Record<string, readonly number[]>>;

  constructor(functions: Readonly<Record<string, readonly number[]>>) {
    this.#functions = functions;
  }

  print(node: ASTNode, variables: ReadonlySet<string>, depth: number): string {
    if (depth > MAX_DEPTH)
      throw new NotCarriedOver(`has more than ${MAX_DEPTH} operations inside one another`, node.start);
    const inner = (part: ASTNode) => this.print(part, variables, depth + 1);
    const within = (part: ASTNode, binding: number) =>
      (BINDING[part.op] ?? TIGHTEST) < binding ? `(${inner(part)})` : inner(part);
    switch (node.op) {
      case 'value':
        return literal(node.args, node.start);
      case 'id':
        if (!variables.has(node.args)) throw refusal(node, node.args);
        return node.args;
      case '.':
        return `${within(node.args[0], TIGHTEST)}.${node.args[1]}`;
      case '[]':
        return `${within(node.args[0], TIGHTEST)}[${inner(node.args[1])}]`;
      case 'list':
        return `[${node.args.map(inner).join(', ')}]`;
      case 'map':
        return `{${node.args.map(([key, value]) => `${inner(key)}: ${inner(value)}`).join(', ')}}`;
      case '!_':
      case '-_':
        return `${node.op[0]}${within(node.args, BINDING[node.op]!)}`;
      case '?:': {
        const [test, yes, no] = node.args;
        return `${within(test, 2)} ? ${within(yes, 2)} : ${inner(no)}`;
      }
      case 'call':
        return this.#call(node, variables, depth);
      case 'rcall':
        return this.#method(node, variables, depth);
      case '||':
      case '&&':
      case '==':
      case '!=':
      case '<':
      case '<=':
      case '>':
      case '>=':
      case 'in':
      case '+':
      case '-':
      case '*':
      case '/':
      case '%': {
        const [left, right] = node.args;
        const binding = BINDING[node.op]!;
        if (node.op === '+' || node.op === '-') this.sumAt ??= node.start;
        if (node.op === '+' && (isList(left) || isList(right))) throw refusal(node, '+ between lists');
        // Relations inside one another always in brackets; else the left side groups by itself.
        return `${within(left, binding === 4 ? 5 : binding)} ${node.op} ${within(right, binding + 1)}`;
      }
      case '.?':
      case '[?]':
        throw refusal(node, 'an optional without orValue()');
      default:
        throw new NotCarriedOver('is of a kind that is not carried over to Python', 0);
    }
  }

  #call(node: ASTNode & { op: 'call' }, variables: ReadonlySet<string>, depth: number): string {
    const [name, args] = node.args;
    if (name === 'has') {
      const [field] = args;
      if (field?.op !== '.') throw refusal(node, 'has() of this');
      return `has(${this.print(field, variables, depth + 1)})`;
    }
    if (!Object.hasOwn(this.#functions, name) || !this.#functions[name]!.includes(args.length))
      throw refusal(node, `${name}()`);
    if (name === 'timestamp') this.timestampAt ??= node.start;
    return `${name}(${args.map(arg => this.print(arg, variables, depth + 1)).join(', ')})`;
  }

  #method(node: ASTNode & { op: 'rcall' }, variables: ReadonlySet<string>, depth: number): string {
    const [name, of, args] = node.args;
    if (name === 'orValue') return this.#orValue(node, variables, depth);
    const [variable, body] = args;
    const isMacro = MACROS.has(name) && args.length === 2 && variable?.op === 'id';
    if (!isMacro && !(Object.hasOwn(METHODS, name) && METHODS[name]!.includes(args.length)))
      throw refusal(node, `.${name}()`);
    const receiver = this.print(of, variables, depth + 1);
    const left = (BINDING[of.op] ?? TIGHTEST) < TIGHTEST ? `(${receiver})` : receiver;
    const inner = (arg: ASTNode, known = variables) => this.print(arg, known, depth + 1);
    if (isMacro)
      return `${left}.${name}(${variable.args}, ${inner(body!, new Set([...variables, variable.args]))})`;
    return `${left}.${name}(${args.map(arg => inner(arg)).join(', ')})`;
  }

  /** `event.?a.?b.orValue(0)` as `(has(event.a) && has(event.a.b) ? event.a.b : 0)`. */
  #orValue(node: ASTNode & { op: 'rcall' }, variables: ReadonlySet<string>, depth: number): string {
    const [, optional, [otherwise]] = node.args;
    const names: string[] = [];
    let base = optional;
    while (base.op === '.?') {
      names.unshift(base.args[1]);
      base = base.args[0];
    }
    if (names.length === 0 || !isChain(base)) throw refusal(node, 'orValue() of anything but .?name');
    let path = this.print(base, variables, depth + 1);
    const tests = names.map(name => `has(${(path += `.${name}`)})`);
    return `(${tests.join(' && ')} ? ${path} : ${this.print(otherwise!, variables, depth + 1)})`;
  }
}

/** Names from a variable on. */
const isChain = (node: ASTNode): boolean => node.op === 'id' || (node.op === '.' && isChain(node.args[0]));

/** It makes a list. What its elements are is known to the checker of types then, which takes lists of other elements for something else. */
function isList(node: ASTNode): boolean {
  if (node.op === 'list') return true;
  if (node.op === 'rcall') return ['map', 'filter', 'split'].includes(node.args[0]);
  return node.op === '?:' && (isList(node.args[1]) || isList(node.args[2]));
}

function literal(value: unknown, at: number): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'bigint' || typeof value === 'boolean' || value === null) return String(value);
  if (typeof value === 'number' && Number.isFinite(value)) return doubleText(value);
  throw new NotCarriedOver('has a literal of bytes or of an unsigned number, which is not carried over', at);
}

/** A double has a point or an exponent, so that it is not an int. */
function doubleText(value: number): string {
  const written = String(value);
  return /[.e]/.test(written) ? written : `${written}.0`;
}

/** In single quotes, because Python's are double. */
function quoted(value: string): string {
  const escaped = value.replaceAll(/[\\'\n\r\t]/g, character => ESCAPES[character]!);
  return `'${escaped}'`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': String.raw`\\`,
  "'": String.raw`\'`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
};

const refusal = (node: ASTNode, what: string) =>
  new NotCarriedOver(`uses ${what}, which is not carried over to Python`, node.start);
