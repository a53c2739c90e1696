import type { ASTNode } from '@marcbachmann/cel-js';

/** What `compilePlain` answers where only the interpreter knows: no value of CEL is a symbol. */
export const UNSURE = Symbol('unsure');

type Evaluate = (scope: object) => unknown;

/**
 * Makes functions of a checked expression, for the values that JSON has: fields of plain objects, text, numbers and booleans compared, counted with and
 * joined by logic. That takes a quarter of the interpreter's time. Wherever CEL says more (a missing field, an error, an overflow, types that do not fit),
 * the answer is `UNSURE` and the interpreter's counts. Null for an expression with parts that are not known here.
 *
 * @param matches the function that `matches` stands for, under the name that it has in the tree
 */
export function compilePlain(node: ASTNode, matches: { name: string; test: MatchText }): Evaluate | null {
  const parts = (nodes: readonly ASTNode[]) => {
    const made = nodes.map(part => compilePlain(part, matches));
    return made.every(part => part !== null) ? made : null;
  };
  switch (node.op) {
    case 'value': {
      const { args: value } = node;
      return isPlain(value) ? () => value : null;
    }
    case 'id': {
      const { args: name } = node;
      return scope => (scope as Record<string, unknown>)[name] ?? UNSURE;
    }
    case '.': {
      const [of, name] = node.args;
      return field(compilePlain(of, matches), name);
    }
    case '[]': {
      const [of, index] = node.args;
      return index.op === 'value' && typeof index.args === 'string'
        ? field(compilePlain(of, matches), index.args)
        : null;
    }
    case '!_': {
      const operand = compilePlain(node.args, matches);
      return (
        operand &&
        (scope => {
          const value = operand(scope);
          return typeof value === 'boolean' ? !value : UNSURE;
        })
      );
    }
    case '&&':
    case '||': {
      const [left, right] = parts(node.args) ?? [];
      return left && right ? logic(node.op === '||', left, right) : null;
    }
    case '?:': {
      const [condition, then, otherwise] = parts(node.args) ?? [];
      if (!condition || !then || !otherwise) return null;
      return scope => {
        const value = condition(scope);
        return typeof value === 'boolean' ? (value ? then(scope) : otherwise(scope)) : UNSURE;
      };
    }
    case 'in': {
      const [value, list] = node.args;
      return member(compilePlain(value, matches), list);
    }
    case '==':
    case '!=': {
      const [left, right] = parts(node.args) ?? [];
      const constant = node.args[1].op === 'value' ? node.args[1].args : UNSURE;
      return left && right ? equality(node.op === '==', left, right, constant) : null;
    }
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '+':
    case '-':
    case '*':
    case '/':
    case '%': {
      const [left, right] = parts(node.args) ?? [];
      const apply = binary[node.op];
      return left && right ? scope => apply(left(scope), right(scope)) : null;
    }
    case 'call': {
      const [name, args] = node.args;
      return name === 'has' ? has(args[0]!, matches) : null;
    }
    case 'rcall': {
      const [name, of, args] = node.args;
      const test = name === matches.name ? matches.test : textTests.get(name);
      const [text, part] = args.length === 1 ? (parts([of, args[0]!]) ?? []) : [];
      if (!test || !text || !part) return null;
      return scope => {
        const value = text(scope);
        const sought = part(scope);
        return typeof value === 'string' && typeof sought === 'string' ? test(value, sought) : UNSURE;
      };
    }
    default:
      return null;
  }
}

type MatchText = (text: string, sought: string) => boolean;

const textTests = new Map<string, MatchText>([
  ['startsWith', (text, part) => text.startsWith(part)],
  ['endsWith', (text, part) => text.endsWith(part)],
  ['contains', (text, part) => text.includes(part)],
]);

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

/** An object as JSON has it: others (times, bytes, maps) have rules of their own. */
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && value.constructor === Object;
}

function field(of: Evaluate | null, name: string): Evaluate | null {
  // The only name of which every object has a value that is not its own.
  if (!of || name === '__proto__') return null;
  return scope => {
    const object = of(scope);
    if (!isObject(object)) return UNSURE;
    const value = object[name];
    switch (typeof value) {
      case 'string':
      case 'number':
      case 'boolean':
      case 'bigint':
        return value;
      case 'object':
        return value === null || isObject(value) || Array.isArray(value) ? value : UNSURE;
      default:
        return UNSURE;
    }
  };
}

function has(node: ASTNode, matches: Parameters<typeof compilePlain>[1]): Evaluate | null {
  if (node.op !== '.') return null;
  const [of, name] = node.args;
  const object = compilePlain(of, matches);
  const value = field(object, name);
  if (!object || !value) return null;
  return scope => {
    const asked = object(scope);
    if (!isObject(asked)) return UNSURE;
    if (!Object.hasOwn(asked, name)) return false;
    return value(scope) === UNSURE ? UNSURE : true;
  };
}

/** What decides alone, decides: "and" by false, "or" by true. */
function logic(deciding: boolean, left: Evaluate, right: Evaluate): Evaluate {
  return scope => {
    const first = left(scope);
    if (first === deciding) return deciding;
    if (typeof first !== 'boolean') return UNSURE;
    const second = right(scope);
    return typeof second === 'boolean' ? second : UNSURE;
  };
}

/** Text in a list of texts that are written out. */
function member(value: Evaluate | null, list: ASTNode): Evaluate | null {
  if (!value || list.op !== 'list') return null;
  const texts = new Set<unknown>();
  for (const item of list.args) {
    if (item.op !== 'value' || typeof item.args !== 'string') return null;
    texts.add(item.args);
  }
  return scope => {
    const sought = value(scope);
    return typeof sought === 'string' ? texts.has(sought) : UNSURE;
  };
}

type Apply = (left: unknown, right: unknown) => unknown;

const isNumeric = (value: unknown): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint';

/** @param constant what `right` always is; a symbol where that depends on the event. Most conditions compare with one. */
function equality(wanted: boolean, left: Evaluate, right: Evaluate, constant: unknown): Evaluate {
  const compare = (first: unknown, second: unknown) => {
    const same = equal(first, second);
    return same === UNSURE ? UNSURE : same === wanted;
  };
  if (typeof constant !== 'string' && typeof constant !== 'boolean')
    return scope => compare(left(scope), right(scope));
  const type = typeof constant;
  return scope => {
    const value = left(scope);
    return typeof value === type ? (value === constant) === wanted : UNSURE;
  };
}

/** Of the same type, or both numbers: an int and a double are equal when their values are. */
function equal(left: unknown, right: unknown): boolean | typeof UNSURE {
  if (typeof left === typeof right) return isPlain(left) && left !== UNSURE ? left === right : UNSURE;
  // oxlint-disable-next-line eqeqeq -- exact between a bigint and a number
  return isNumeric(left) && isNumeric(right) ? left == right : UNSURE;
}

function compared(compare: (left: number, right: number) => boolean): Apply {
  return (left, right) =>
    (isNumeric(left) && isNumeric(right)) || (typeof left === 'string' && typeof right === 'string')
      ? compare(left as number, right as number)
      : UNSURE;
}

/** Ints have bounds and cannot be divided by nought: that is for the interpreter to say. */
function calculated(apply: (left: number, right: number) => number): Apply {
  return (left, right) => {
    if (typeof left === 'number')
      return typeof right === 'number'
        ? apply(left, right)
        : typeof right === 'bigint'
          ? apply(left, Number(right))
          : UNSURE;
    return typeof left === 'bigint' && typeof right === 'number' ? apply(Number(left), right) : UNSURE;
  };
}

const plus = calculated((left, right) => left + right);

const binary = {
  '<': compared((left, right) => left < right),
  '<=': compared((left, right) => left <= right),
  '>': compared((left, right) => left > right),
  '>=': compared((left, right) => left >= right),
  '+': (left, right) =>
    typeof left === 'string' && typeof right === 'string' ? left + right : plus(left, right),
  '-': calculated((left, right) => left - right),
  '*': calculated((left, right) => left * right),
  '/': calculated((left, right) => left / right),
  '%': calculated((left, right) => left % right),
} satisfies Record<string, Apply>;
