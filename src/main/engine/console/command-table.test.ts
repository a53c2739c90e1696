import { expect, test } from 'vitest';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Reply } from '../connections/redis-client.ts';
import { CommandTable } from './command-table.ts';
import { completeLine } from './complete.ts';
import { explain } from './explanations.ts';

/** A server that answers these of COMMAND and COMMAND DOCS, and refuses what is missing. */
function server(answers: Partial<Record<'COMMAND' | 'COMMAND DOCS', Reply>>) {
  return {
    closed: false,
    call: async (...words: unknown[]): Promise<Reply> => {
      const answer = answers[words.join(' ') as 'COMMAND'];
      if (answer === undefined) throw new MillraceError('redis', 'ERR unknown subcommand');
      return answer;
    },
  };
}

const buffers = (value: unknown): Reply =>
  Array.isArray(value)
    ? value.map(buffers)
    : /^-?\d+$/.test(String(value))
      ? String(value)
      : Buffer.from(String(value));

/** As a server before 7.0 answers: subcommands are not among them. */
const old = buffers([
  ['xclaim', -6, ['write'], 1, 1, 1],
  ['xgroup', -2, ['write'], 2, 2, 1],
  ['own.command', -2, ['write'], 1, 1, 1],
]);

test('has words of its own for servers without COMMAND DOCS', async () => {
  const table = await CommandTable.read(server({ COMMAND: old }));
  expect(table.of(['xclaim', 's'])).toMatchObject({
    name: 'XCLAIM',
    since: '5.0.0',
    syntax: expect.stringContaining('[JUSTID]'),
    keys: [1, 1, 1],
  });
  expect(table.of(['OWN.COMMAND'])).toMatchObject({ summary: '', syntax: '' });
  expect(table.of(['XADD'])).toBeNull();
  expect(table.startingWith('des', 'XGROUP').map(({ name }) => name)).toEqual(['XGROUP DESTROY']);
  expect(table.startingWith('X').map(({ name }) => name)).toEqual(['XCLAIM', 'XGROUP']);
  const completion = await completeLine('XCLAIM s g c 0 1-1 FO', 21, table, null);
  expect(completion.options.map(({ text }) => text)).toEqual(['FORCE']);
});

test('where COMMAND may not be asked either, all that is known is offered', async () => {
  const table = await CommandTable.read(server({}));
  expect(table.of(['CONFIG', 'SET'])).toMatchObject({ name: 'CONFIG SET', group: 'server' });
  expect(table.flags('CONFIG SET').has('admin')).toBe(true);
  expect(table.startingWith('gr', 'xinfo').map(({ name }) => name)).toEqual(['XINFO GROUPS']);
});

test('takes the words of the server where it has them', async () => {
  const docs = buffers([
    'own.command',
    [
      'summary',
      'Does what it does',
      'since',
      '1.2.3',
      'arguments',
      [
        ['name', 'key', 'type', 'key'],
        [
          'name',
          'mode',
          'type',
          'oneof',
          'flags',
          ['optional'],
          'arguments',
          [
            ['name', 'fast', 'type', 'pure-token', 'token', 'FAST'],
            ['name', 'n', 'type', 'integer', 'token', 'AFTER'],
          ],
        ],
        ['name', 'id', 'type', 'string', 'flags', ['multiple']],
      ],
    ],
  ]);
  const table = await CommandTable.read(server({ COMMAND: old, 'COMMAND DOCS': docs }));
  expect(table.of(['own.command'])).toMatchObject({
    summary: 'Does what it does',
    syntax: 'key [FAST | AFTER n] id [id ...]',
  });
});

test('says what words of a command change, and nothing of others', () => {
  expect(explain('XCLAIM', 'justid').map(({ word }) => word)).toEqual(['JUSTID', 'XCLAIM']);
  expect(explain('XADD', 'constructor').map(({ word }) => word)).toEqual(['XADD']);
  expect(explain('GET', 'JUSTID')).toEqual([]);
});
