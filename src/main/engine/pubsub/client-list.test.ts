import { expect, it } from 'vitest';
import { parseClientList, parsePubSubLimit } from './client-list.ts';

const line =
  'id=12 addr=127.0.0.1:40000 laddr=127.0.0.1:6379 fd=9 name=millrace-subscriber age=7 idle=2 flags=P db=0 sub=1 psub=2 ssub=3 multi=-1 ' +
  'qbuf=10 qbuf-free=20464 argv-mem=0 omem=4096 tot-mem=22298 events=r cmd=subscribe user=default redir=-1 resp=2';

it('a client is read by the names of its fields', () => {
  expect(parseClientList(`${line}\n`)).toEqual([
    {
      id: '12',
      address: '127.0.0.1:40000',
      name: 'millrace-subscriber',
      user: 'default',
      ageSeconds: 7,
      idleSeconds: 2,
      channels: 1,
      patterns: 2,
      shardChannels: 3,
      outputBytes: 4096,
      totalBytes: 22298,
      queryBytes: 10,
    },
  ]);
});

it('what an older server does not say is unknown, not 0', () => {
  const [client] = parseClientList(line.replace(/ (ssub|tot-mem|user)=\S+/g, ''));
  expect(client).toMatchObject({ shardChannels: null, totalBytes: null, user: null, patterns: 2 });
  expect(parseClientList('')).toEqual([]);
});

it('the limit of subscribers is the one after pubsub', () => {
  expect(parsePubSubLimit('normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60')).toEqual({
    hardBytes: 33554432,
    softBytes: 8388608,
    softSeconds: 60,
  });
  expect(parsePubSubLimit('normal 0 0 0')).toBeNull();
});
