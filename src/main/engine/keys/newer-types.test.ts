import { expect, it } from 'vitest';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Commands } from '../connections/commands.ts';
import type { Command, Reply } from '../connections/redis-client.ts';
import { readItems } from './key-items.ts';
import { readValue } from './key-value.ts';

/** What the servers at hand do not have, played as their documentation says: lifetimes of fields (7.4), JSON and time series. */
function server(answer: (command: string) => Reply | MillraceError): Commands & { asked: string[] } {
  const asked: string[] = [];
  const send = async (command: Command): Promise<Reply> => {
    const line = command.map(String).join(' ');
    asked.push(line);
    const reply = answer(line);
    if (reply instanceof MillraceError) throw reply;
    return reply;
  };
  return {
    asked,
    closed: false,
    send,
    call: (name, ...args) => send([name, ...args]),
    pipeline: commands => Promise.all(commands.map(send)),
    transaction: commands => Promise.all(commands.map(send)),
  };
}

const key = Buffer.from('k');
const scan = { by: 'scan', cursor: null, match: Buffer.alloc(0), count: 2 } as const;
const unknown = new MillraceError('redis', 'unknown', { reply: "ERR unknown command 'HPTTL'", code: 'ERR' });
const hash = (ttl: Reply | MillraceError) => (line: string) => {
  if (line.startsWith('HLEN')) return '2';
  if (line.startsWith('HSCAN')) return ['0', ['a', '1', 'b', '2']];
  return ttl;
};

it('fields of a hash have the lifetime that the server tells, and one that knows none is asked once', async () => {
  const newer = server(hash(['250', '-1']));
  const { items } = await readItems(newer, key, 'hash', scan);
  expect(items.map(({ ttlMs }) => ttlMs)).toEqual([250, null]);
  expect(newer.asked.at(-1)).toBe('HPTTL k FIELDS 2 a b');
  const older = server(hash(unknown));
  for (let round = 0; round < 3; round++)
    expect((await readItems(older, key, 'hash', scan)).items.map(({ ttlMs }) => ttlMs)).toEqual([null, null]);
  expect(older.asked.filter(line => line.startsWith('HPTTL'))).toHaveLength(1);
});

it('a user who may not ask for lifetimes of fields sees the fields', async () => {
  const reply = "NOPERM User limited has no permissions to run the 'hpttl' command";
  const limited = server(hash(new MillraceError('denied', 'no', { reply, code: 'NOPERM' })));
  const page = await readItems(limited, key, 'hash', scan);
  expect(page).toMatchObject({ missing: ['HPTTL'], total: 2 });
  expect(page.items).toHaveLength(2);
});

it('samples of a time series go on after the last one', async () => {
  const samples = [
    ['1', '20.5'],
    ['2', '21'],
    ['9007199254740993', '22'],
  ];
  const redis = server(line => {
    const [, , from = ''] = line.split(' ');
    return samples.filter(([time]) => from === '-' || BigInt(time!) >= BigInt(from)).slice(0, 2);
  });
  const first = await readItems(redis, key, 'TSDB-TYPE', scan);
  expect(
    first.items.map(({ name, value }) => [name, value!].map(part => Buffer.from(part).toString()).join(' ')),
  ).toEqual(['1 20.5', '2 21']);
  const next = await readItems(redis, key, 'TSDB-TYPE', { ...scan, cursor: first.next });
  expect(next).toMatchObject({ next: null });
  expect(next.items).toHaveLength(1);
  expect(redis.asked).toEqual(['TS.RANGE k - + COUNT 2', 'TS.RANGE k 3 + COUNT 2']);
});

it('JSON is read as its text', async () => {
  const redis = server(() => Buffer.from('{"a":1}'));
  expect(await readValue(redis, key, { of: 'json' }, 0, 4)).toEqual({ bytes: Buffer.from('{"a"'), size: 7 });
  expect(redis.asked).toEqual(['JSON.GET k']);
});
