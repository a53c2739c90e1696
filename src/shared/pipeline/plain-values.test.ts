import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { picked } from '../../../test/support/picked.ts';
import { compileExpression, newEnvironment } from './expression.ts';
import { compilePlain, UNSURE } from './plain-values.ts';

const environment = newEnvironment().registerVariable('event', 'dyn').registerVariable('meta', 'dyn');
const matches = {
  name: 'matchesRe2',
  test: (text: string, pattern: string) => new RegExp(pattern).test(text),
};

/** What is answered without the interpreter; null where nothing is made of the expression. */
function plainly(source: string, event: unknown): unknown {
  const parsed = environment.parse(source);
  expect(parsed.check().valid).toBe(true);
  return compilePlain(parsed.ast, matches)?.({ event, meta: { channel: 'clicks' } }) ?? null;
}

const event = {
  type: 'edit',
  bot: false,
  a: 3,
  big: 9_007_199_254_740_993n,
  item: { price: 1.5 },
  list: [1],
};

describe('is enough for what pipelines ask most', () => {
  test.each([
    ['event.type == "edit" && event.bot == false', true],
    ['event.type == "edit" && !event.bot', true],
    ['event.a > 2', true],
    ['event.big > 9007199254740992', true],
    ['event.item.price * 2', 3],
    ['event["item"]["price"] >= 1.5 || event.missing', true],
    ['event.bot ? 1 : 0', 0n],
    ['has(event.item.price) && !has(event.item.weight)', true],
    ['event.type in ["new", "edit"]', true],
    ['event.type.startsWith("ed") && event.type.contains("di") && event.type.endsWith("t")', true],
    ['event.type.matchesRe2("^e")', true],
    ['meta.channel + "/" + event.type', 'clicks/edit'],
  ])('%s', (source, value) => expect(plainly(source, event)).toBe(value));
});

describe('leaves to the interpreter what CEL has rules of its own for', () => {
  test.each([
    'event.missing == 1',
    'event.constructor',
    'event.toString == 1',
    'event.type > 3',
    'event.big + 1',
    'event.a && true',
    'event.item == event.item',
    'event.list == event.list',
  ])('%s', source => expect(plainly(source, event)).toBe(UNSURE));

  test.each(['event.__proto__', 'event.list.exists(x, x == 1)', 'event.?a', 'size(event.list)'])(
    '%s, of which nothing is made',
    source => expect(plainly(source, event)).toBe(null),
  );
});

test('an object that has a field called constructor is the interpreter’s', () =>
  expect(plainly('event.a', JSON.parse('{"constructor": 1, "a": 2}'))).toBe(UNSURE));

test('says what the interpreter says, of any expression and any event', () => {
  const interpreted = (source: string) => {
    const parsed = environment.parse(source.replaceAll('.matches(', '.matchesRe2('));
    const checked = parsed.check();
    if (!checked.valid) return null;
    return (scope: object) => parsed(scope) as unknown;
  };
  fc.assert(
    fc.property(expressionText, fc.array(anyEvent, { minLength: 1, maxLength: 4 }), (source, events) => {
      const reference = interpreted(source);
      if (!reference) return;
      const compiled = compileExpression(source);
      for (const one of events) {
        const scope = { event: one, meta: { channel: 'clicks', receivedAt: 1_000 } };
        const expected = outcome(() => reference(scope));
        expect(outcome(() => compiled(scope))).toEqual(expected);
        if (compiled.reads === null) continue;
        // Of what it says that it reads alone, too.
        const members = { ...scope, event: picked(one, compiled.reads) };
        expect(outcome(() => compiled(members))).toEqual(expected);
      }
    }),
    { numRuns: 500 },
  );
});

function outcome(run: () => unknown): unknown {
  try {
    return { value: run() };
  } catch (error) {
    return { error: (error as Error).message.split('\n', 1)[0] };
  }
}

const name = fc.constantFrom('a', 'b', 'c', 'constructor', 'toString');
const scalar = fc.oneof(
  fc.constantFrom('', 'edit', 'new', 'ed', '1'),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0.5, -0, 1e300, Number.NaN),
  fc.constantFrom(0n, 2n, 9_007_199_254_740_993n, 2n ** 63n - 1n),
  fc.boolean(),
  fc.constant(null),
);
const { value: anyValue } = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.constant(new Map([['a', 1]])),
    fc.constant(new Date(0)),
    fc.constant(new Uint8Array([1])),
  ),
}));
const anyEvent = fc.oneof(
  { weight: 9, arbitrary: fc.dictionary(name, anyValue, { maxKeys: 5, noNullPrototype: true }) },
  { weight: 1, arbitrary: anyValue.filter(value => value !== undefined) },
);

const literal = fc.constantFrom(
  '1',
  '2',
  '-3',
  '0.5',
  '0',
  '"edit"',
  '"ed"',
  '""',
  'true',
  'false',
  'null',
  '9007199254740993',
);
const { text: expressionText } = fc.letrec<{ text: string }>(tie => {
  const both = fc.tuple(tie('text'), tie('text'));
  return {
    text: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      literal,
      name.map(field => `event.${field}`),
      name.map(field => `event["${field}"]`),
      fc.tuple(name, name).map(names => `event.${names.join('.')}`),
      name.map(field => `has(event.${field})`),
      name.map(field => `event.?${field}.orValue(1)`),
      fc.tuple(name, name).map(([field, inner]) => `event.${field}.exists(x, has(x.${inner}))`),
      fc.constantFrom(
        'size(event)',
        'size(event.a)',
        '{"a": event.b}',
        '[event.c]',
        'event.a[event.b]',
        'type(event.a)',
      ),
      fc.constant('meta.channel'),
      fc
        .tuple(
          both,
          fc.constantFrom('==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', '&&', '||', 'in'),
        )
        .map(([[left, right], op]) => `(${left} ${op} ${right})`),
      tie('text').map(text => `!(${text})`),
      fc
        .tuple(tie('text'), both)
        .map(([condition, [then, otherwise]]) => `(${condition} ? ${then} : ${otherwise})`),
      tie('text').map(text => `(${text} in ["edit", "new"])`),
      fc
        .tuple(both, fc.constantFrom('startsWith', 'endsWith', 'contains', 'matches'))
        .map(([[text, part], call]) => `(${text}).${call}(${part})`),
    ),
  };
});
