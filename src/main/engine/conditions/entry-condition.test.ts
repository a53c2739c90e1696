import { afterEach, expect, test } from 'vitest';
import type { Condition } from '#shared/contract/condition.ts';
import type { ConditionMeta } from './condition.ts';
import { conditionProblem, EntryCondition } from './entry-condition.ts';

const opened: EntryCondition[] = [];
afterEach(() => opened.splice(0).forEach(condition => condition.close()));

async function open(language: Condition['language'], text: string): Promise<EntryCondition> {
  const condition = await EntryCondition.open({ language, text });
  opened.push(condition);
  return condition;
}

const key = Buffer.from('s');
const entry = (...parts: string[]) => ({
  id: '1700000000000-0',
  fields: parts.map(part => Buffer.from(part)),
});

async function matches(
  [language, text]: [Condition['language'], string],
  parts: string[],
  meta: ConditionMeta = {},
): Promise<boolean> {
  const [match] = await (await open(language, text)).matching(key, [entry(...parts)], [meta]);
  return match!;
}

test('text is looked for in names and values, whatever its case', async () => {
  expect(await matches(['text', 'OSLO'], ['city', 'Oslo'])).toBe(true);
  expect(await matches(['text', 'cit'], ['city', 'Oslo'])).toBe(true);
  expect(await matches(['text', 'bergen'], ['city', 'Oslo'])).toBe(false);
});

test('a regular expression is looked for in each of them', async () => {
  expect(await matches(['re2', '^Os'], ['city', 'Oslo'])).toBe(true);
  expect(await matches(['re2', '^yOs'], ['city', 'Oslo'])).toBe(false);
});

test('CEL sees the fields as text and what is known of the entry', async () => {
  expect(await matches(['cel', 'int(event.temperature) > 24'], ['temperature', '25'])).toBe(true);
  expect(await matches(['cel', 'meta.time >= 1700000000000 && meta.id.endsWith("-0")'], [])).toBe(true);
  expect(await matches(['cel', 'meta.key == "s"'], [])).toBe(true);
  expect(await matches(['cel', 'meta.deliveries > 2'], [], { deliveries: 3n })).toBe(true);
  expect(await matches(['cel', 'event.a == "2"'], ['a', '1', 'a', '2'])).toBe(true);
  expect(await matches(['cel', 'has(event.constructor)'], ['a', '1'])).toBe(false);
});

test('an entry that the condition fails on does not match, and is counted', async () => {
  const condition = await open('cel', 'int(event.n) > 1');
  const entries = [entry('n', 'two'), entry('other', '2'), entry('n', '2')];
  expect(await condition.matching(key, entries)).toEqual([false, false, true]);
  expect(condition.failed).toBe(2);
  expect(condition.failure).toBeTruthy();
});

test('a mistake in the condition is told before anything is read', async () => {
  await expect(open('cel', 'event.')).rejects.toThrow(/not valid CEL/);
  expect(await conditionProblem({ language: 'cel', text: 'event.' })).toMatchObject({ at: 6 });
  expect(await conditionProblem({ language: 'cel', text: 'event.a == 1' })).toBeNull();
});

test('a pattern that would take a backtracking engine for ever ends', async () => {
  const text = `${'a'.repeat(50_000)}!`;
  expect(await matches(['cel', "event.text.matches('^(a+)+$')"], ['text', text])).toBe(false);
});

test('an entry that takes over a second ends the condition, and says which it was', async () => {
  const list = `[${Array.from({ length: 100 }, (_, n) => n).join()}]`;
  const heavy = ['a', 'b', 'c', 'd', 'e'].reduce((inner, name) => `${list}.all(${name}, ${inner})`, 'true');
  const condition = await open('cel', `event.n == "1" || ${heavy}`);
  await expect(condition.matching(key, [entry('n', '1'), entry('n', '2')])).rejects.toMatchObject({
    code: 'timeout',
    detail: { id: '1700000000000-0' },
  });
  // What comes after has a thread that works.
  expect(await matches(['cel', 'true'], [])).toBe(true);
});

test('is asked of what is inside of a field, too: as it looks like, or as was chosen', async () => {
  const body = Buffer.from('{"task":"send mail"}').toString('base64');
  expect(await matches(['text', 'send mail'], ['body', body])).toBe(true);
  expect(await matches(['text', body.slice(0, 12)], ['body', body])).toBe(true);
  expect(await matches(['cel', 'event.body.contains("send")'], ['body', body])).toBe(true);
  const short = entry('body', Buffer.from('hello').toString('base64'));
  const condition = { language: 'text', text: 'hello' } as const;
  const judge = async (decode: Parameters<typeof EntryCondition.open>[1]) => {
    const asked = await EntryCondition.open(condition, decode);
    opened.push(asked);
    return (await asked.matching(key, [short], [{}]))[0];
  };
  expect(await judge([])).toBe(false);
  expect(await judge([{ field: Buffer.from('body'), as: 'base64' }])).toBe(true);
});
