import { describe, expect, test } from 'vitest';
import { compileExpression, ExpressionError } from './expression.ts';
import { processorTime } from '../../../test/support/processor-time.ts';

const event = { a: 3, b: 1.5, name: 'Chrome Mobile', mobile: true, none: null, list: [1, 2] };
const meta = { channel: 'clicks', receivedAt: 1000 };
const evaluate = (source: string) => compileExpression(source)({ event, meta });

describe('evaluates', () => {
  test.each([
    ['event.mobile ? 1 : 0', 1n],
    ['event.a * 2', 6],
    ['2 * event.b', 3],
    ['event.a / 2', 1.5],
    ['event.a % 2', 1],
    ['event.a + event.b', 4.5],
    ['event.a == 3', true],
    ['event.?missing.orValue(7)', 7n],
    ['has(event.missing)', false],
    ['event.none', null],
    ['meta.channel', 'clicks'],
    ['meta.receivedAt + 1', 1001],
    ['event.name.startsWith("Chrome")', true],
  ])('%s', (source, result) => expect(evaluate(source)).toEqual(result));
});

test.each(['event.missing', 'event.name + 1', 'event.list[9]', 'event.constructor', 'event.__proto__'])(
  '%s throws for this event',
  source => expect(() => evaluate(source)).toThrow(),
);

test.each([
  ['event.', 6],
  ['event.a +', 9],
  ['evnt.a', 0],
  ['1 + "a"', 0],
  ['noSuch(event)', 0],
])('%s is refused, with its place', (source, at) => {
  try {
    compileExpression(source);
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(ExpressionError);
    expect((error as ExpressionError).at).toBe(at);
  }
});

test('knows types that do not depend on the event', () => {
  expect(compileExpression('event.mobile ? 1 : 0').type).toBe('int');
  expect(compileExpression('2 * 1.5').type).toBe('double');
  expect(compileExpression('event.a').type).toBe('dyn');
});

describe('matches', () => {
  test('is RE2, also inside macros', () => {
    expect(evaluate('event.name.matches("^Chrome (Mobile|iOS)$")')).toBe(true);
    expect(evaluate('event.name.matches("Safari")')).toBe(false);
    expect(evaluate('["x", "aab"].exists(s, s.matches("^a+b$"))')).toBe(true);
  });

  test('takes linear time where a backtracking engine takes forever', () => {
    const text = 'a'.repeat(50_000);
    const hostile = compileExpression('event.matches("^(a+)+$|^(a|a)*b$")');
    const match = () => expect(hostile({ event: `${text}!` })).toBe(false);
    expect(processorTime(match)).toBeLessThan(5_000);
  });

  test('an invalid pattern throws', () => expect(() => evaluate('event.name.matches("(")')).toThrow());
});
