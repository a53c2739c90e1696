import { describe, expect, test } from 'vitest';
import type { ConditionLanguage } from '#shared/contract/condition.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { parseJson } from '../json/parse-json.ts';
import { compileCondition } from './condition.ts';
import { processorTime } from '../../../../test/support/processor-time.ts';

function matches(language: ConditionLanguage, text: string, payload: string): boolean {
  return compileCondition({ language, text })!({
    texts: () => [payload],
    event: () => (payload.startsWith('{') ? parseJson(payload) : payload),
    meta: () => ({ channel: 'wiki', receivedAt: 5 }),
  });
}

function problemOf(language: ConditionLanguage, text: string): MillraceError {
  try {
    compileCondition({ language, text });
  } catch (error) {
    if (error instanceof MillraceError) return error;
  }
  throw new Error('the condition was read');
}

describe('text', () => {
  test('is found anywhere, capitals or not', () => {
    expect(matches('text', 'antwerp', '{"title":"Port of Antwerp"}')).toBe(true);
    expect(matches('text', 'Ängste', '{"title":"ängste"}')).toBe(true);
    expect(matches('text', 'ghent', '{"title":"Port of Antwerp"}')).toBe(false);
  });

  test('that is empty is no condition', () => {
    for (const language of ['text', 're2', 'cel'] as const)
      expect(compileCondition({ language, text: ' ' })).toBeUndefined();
  });
});

describe('a regular expression', () => {
  test('is searched for', () => {
    expect(matches('re2', 'user":"A(na|nn)"', '{"user":"Ana"}')).toBe(true);
    expect(matches('re2', '^x$', 'xx')).toBe(false);
  });

  test('takes linear time where a backtracking one would never end', () => {
    const match = () => expect(matches('re2', '(a+)+$', `${'a'.repeat(5_000)}b`)).toBe(false);
    expect(processorTime(match)).toBeLessThan(1_000);
  });

  test.each([
    ['a(b', 0, 'missing closing )'],
    ['ab[z-a]', 3, 'invalid character class range'],
    ['x(?=y)', 1, 'Perl syntax'],
    ['ab**', 2, 'invalid nested repetition'],
  ])('%s: says what is wrong, and where', (text, at, message) => {
    const problem = problemOf('re2', text);
    expect(problem).toMatchObject({ code: 'bad-input', detail: { at } });
    expect(problem.message).toContain(message);
  });
});

describe('CEL', () => {
  test('sees JSON decoded, and where the message came from', () => {
    expect(matches('cel', 'event.type == "edit" && event.bot == false', '{"type":"edit","bot":false}')).toBe(
      true,
    );
    expect(matches('cel', 'event.n > 3', '{"n":3}')).toBe(false);
    expect(matches('cel', 'event.id == 9007199254740993', '{"id":9007199254740993}')).toBe(true);
    expect(matches('cel', 'meta.channel.startsWith("wi") && meta.receivedAt > 4', 'x')).toBe(true);
  });

  test('sees what is no JSON as text', () => {
    expect(matches('cel', 'event.contains("lo wo")', 'hello world')).toBe(true);
  });

  test('that cannot be evaluated throws: a missing member, a value that is no truth', () => {
    expect(() => matches('cel', 'event.bot == false', '{"type":"edit"}')).toThrow(/bot/);
    expect(() => matches('cel', 'event.n', '{"n":3}')).toThrow(/neither true nor false/);
  });

  test.each([
    ['event.bot ==', 12],
    ['event.type = "edit"', 11],
    ['evnt.type == "edit"', 0],
  ])('%s: says where it is wrong', (text, at) => {
    const problem = problemOf('cel', text);
    expect(problem.message).toMatch(/not valid CEL/);
    expect(problem.detail).toEqual({ at });
  });

  test('that is no condition says what is expected', () => {
    expect(problemOf('cel', '1 + 2').message).toMatch(/true or false.*value of type int/);
  });
});
