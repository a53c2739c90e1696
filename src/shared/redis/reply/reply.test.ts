import { expect, test } from 'vitest';
import { cliText, printsRaw } from './cli-text.ts';
import { replyJson } from './json-text.ts';
import { replyTable } from './reply-table.ts';
import { firstPart, isCut, type RedisReply } from './reply.ts';

const string = (text: string): RedisReply => {
  const bytes = new TextEncoder().encode(text);
  return { type: 'string', bytes, length: bytes.length };
};
const list = (...items: RedisReply[]): RedisReply => ({ type: 'array', items, length: items.length });
const map = (...items: RedisReply[]): RedisReply => ({ type: 'map', items, length: items.length });
const integer = (text: string): RedisReply => ({ type: 'integer', text });

test('only the first part is taken, and what is missing is said', () => {
  const whole = list(...Array.from({ length: 12 }, (_, index) => string(`value ${index}`)));
  const part = firstPart(whole, { bytes: 10, elements: 5 });
  expect(isCut(part)).toBe(true);
  expect(isCut(whole)).toBe(false);
  expect(cliText(part)).toBe(' 1) "value 0"\n 2) "val"… (the first 3 of 7 bytes)\n… (10 more)');
  expect(cliText(firstPart(map(string('k'), string('v')), { bytes: 100, elements: 1 }))).toBe('… (1 more)');
});

test('text for people is shown as it is, without what would draw on a terminal', () => {
  expect(printsRaw(['CLIENT', 'list'])).toBe(true);
  expect(printsRaw(['CLIENT', 'ID'])).toBe(false);
  expect(cliText(string('a\r\nb\u001b[31m'), true)).toBe('a\nb\\x1b[31m');
  expect(cliText({ type: 'error', text: 'ERR \u001b[2J' })).toBe('(error) ERR \\x1b[2J');
});

test('is JSON: maps are objects, integers keep their digits, bytes are base64', () => {
  const reply = map(
    string('n'),
    integer('9223372036854775807'),
    string('l'),
    list(string('ü'), { type: 'nil' }),
  );
  expect(replyJson(reply)).toBe('{\n  "n": 9223372036854775807,\n  "l": [\n    "ü",\n    null\n  ]\n}');
  expect(replyJson({ type: 'string', bytes: Uint8Array.of(255), length: 1 })).toBe('{ "base64": "/w==" }');
  expect(replyJson({ type: 'double', text: 'inf' })).toBe('"inf"');
});

test.each<[string, RedisReply, ReturnType<typeof replyTable>]>([
  ['a map', map(string('a'), integer('1')), { columns: ['field', 'value'], rows: [['a', '1']] }],
  [
    'groups',
    list(map(string('name'), string('g'), string('lag'), integer('3')), map(string('name'), string('h'))),
    {
      columns: ['name', 'lag'],
      rows: [
        ['g', '3'],
        ['h', null],
      ],
    },
  ],
  [
    'entries',
    list(
      list(string('1-0'), list(string('k'), string('v'))),
      list(string('2-0'), list(string('x'), string('y'))),
    ),
    {
      columns: ['id', 'k', 'x'],
      rows: [
        ['1-0', 'v', null],
        ['2-0', null, 'y'],
      ],
    },
  ],
  [
    'pairs',
    list(list(string('ann'), { type: 'double', text: '3' })),
    { columns: ['#', 'value 1', 'value 2'], rows: [['1', 'ann', '3']] },
  ],
  ['a list', list(string('a')), { columns: ['#', 'value'], rows: [['1', 'a']] }],
  ['one value', integer('1'), null],
])('is a table: %s', (_, reply, table) => {
  expect(replyTable(reply)).toEqual(table);
});
