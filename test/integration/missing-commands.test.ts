import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '#engine/engine.ts';
import type { EngineClient } from '#shared/contract/index.ts';
import { noCondition } from '#shared/contract/every-condition.ts';
import { openTestPage, startTestEngine } from '../support/engine-client.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { bytes, pendingStream, selected, type ActionInput } from '../support/streams.ts';

let server: TestServer;
let engine: Engine;
let client: EngineClient;
let folder: string;

beforeAll(async () => {
  server = await startRedisServer();
  await pendingStream(server, 'orders', 3);
  for (const id of ['1700000000000-0', '1700000001000-0']) await server.ask('XADD', 'timed', id, 'a', 'b');
  await server.ask('XADD', 'dead', '*', 'a', 'b');
  await server.ask('HSET', 'counts:a', 1, 1);
  folder = await mkdtemp(join(tmpdir(), 'millrace-test-'));
  engine = await startTestEngine(folder);
  ({ client } = await openTestPage(engine));
});
afterAll(async () => {
  await engine.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Opens a connection as a user who may run all commands but this one, and has it closed. */
async function without<T>(command: string, look: (connectionId: string) => Promise<T>): Promise<T> {
  const rules = ['reset', 'on', '>pass', '~*', '&*', '+@all', `-${command}`];
  await server.ask('ACL', 'SETUSER', 'limited', ...rules);
  const target = server.target({ username: 'limited' });
  const draft = { name: 'limited', color: 1, environment: 'local' as const, target };
  const { id } = await client.connections.save({ draft, password: 'pass' });
  await client.connections.open({ id });
  await factsOf(id);
  try {
    return await look(id);
  } finally {
    await client.connections.remove({ id });
  }
}

async function factsOf(id: string) {
  for await (const { open } of client.connections.watch(undefined)) {
    const found = open.find(({ profileId }) => profileId === id);
    if (found?.state.state === 'ready') return found.server!;
  }
  throw new Error('It was never ready.');
}

async function lastOf<T>(frames: AsyncIterable<T>): Promise<T> {
  let last: T | undefined;
  for await (const frame of frames) last = frame;
  return last!;
}

const key = bytes('orders');
const group = bytes('g');
const range = { start: '-', end: '+' };
const chosen = { key, group, selection: selected(['1-0']) };
const buckets = { sizeSeconds: 1, buckets: 10 };
const actions: ActionInput[] = [
  { kind: 'add', key, id: '*', fields: [[bytes('a'), bytes('b')]] },
  { kind: 'delete', key, ids: ['1-0'] },
  { kind: 'trim', key, trim: { strategy: 'MAXLEN', threshold: '1', exact: true } },
  { kind: 'set-stream-id', key, id: '99-0' },
  { kind: 'delete-stream', key },
  { kind: 'import', key, lines: bytes('{"fields":[["a","b"]]}'), ids: 'keep' },
  { kind: 'create-group', key, group: bytes('h'), from: '0-0' },
  { kind: 'set-group-id', key, group, id: '0-0' },
  { kind: 'destroy-group', key, group },
  { kind: 'create-consumer', key, group, consumer: bytes('zoe') },
  { kind: 'delete-consumer', key, group, consumer: bytes('alice') },
  { kind: 'ack', ...chosen },
  { kind: 'ack-delete', ...chosen },
  { kind: 'claim', ...chosen, consumer: bytes('bob'), minIdleMs: 0 },
  { kind: 'auto-claim', key, group, consumer: bytes('bob'), minIdleMs: 0 },
  { kind: 'dead-letter', ...chosen, target: bytes('dead'), reason: '' },
];

/** The main calls of the contract. */
const calls: Record<string, (connectionId: string) => Promise<unknown>> = {
  'streams.list': async connectionId => lastOf(client.streams.list({ connectionId, pattern: '' })),
  'streams.details': async connectionId => {
    const [state] = await client.streams.details({ connectionId, keys: [key] });
    if (state!.problem) throw Object.assign(new Error(state!.problem.message), state!.problem);
  },
  'streams.consumers': connectionId => client.streams.consumers({ connectionId, key, group }),
  'streams.entries': connectionId =>
    client.streams.entries({ connectionId, key, ...range, reverse: false, count: 10 }),
  'streams.entries, newest first': connectionId =>
    client.streams.entries({ connectionId, key, ...range, reverse: true, count: 10 }),
  'streams.entry': connectionId => client.streams.entry({ connectionId, key, id: '1-0' }),
  'streams.scan': connectionId =>
    lastOf(client.streams.scan({ connectionId, key, filter: noCondition, ...range, reverse: false })),
  'streams.journey': connectionId => client.streams.journey({ connectionId, key, id: '1-0' }),
  'streams.timeline': connectionId => client.streams.timeline({ connectionId, key: bytes('timed') }),
  'streams.countLag': connectionId =>
    lastOf(client.streams.countLag({ connectionId, key, group, bound: 10 })),
  'streams.tail': async connectionId => {
    const tailed = bytes('tailed');
    const tail = client.streams.tail({ connectionId, keys: [tailed], filter: noCondition });
    for await (const { streams, problem } of tail) {
      const [stream] = streams;
      const said = problem ?? stream!.problem;
      if (said !== null) throw Object.assign(new Error(said), { code: 'denied' });
      if (stream!.received > 0) return;
      // Where it begins is known, but whether it may be read, only when something comes.
      if (stream!.at !== null) await server.ask('XADD', 'tailed', '*', 'a', 'b');
    }
  },
  'streams.exportEntries': connectionId =>
    lastOf(
      client.streams.exportEntries({ connectionId, key, ...range, filter: noCondition, format: 'jsonl' }),
    ),
  'pending.page': connectionId => client.pending.page({ connectionId, key, group, filter: {}, count: 10 }),
  'pending.survey': connectionId => lastOf(client.pending.survey({ connectionId, key, group })),
  'pubsub.channels': connectionId => client.pubsub.channels({ connectionId, search: '' }),
  'subscribers.list': connectionId => client.subscribers.list({ connectionId }),
  'subscribers.own': connectionId => client.subscribers.own({ connectionId }),
  'notifications.status': connectionId => client.notifications.status({ connectionId }),
  'series.read': connectionId => client.series.read({ connectionId, keys: ['counts:a'], ...buckets }),
  'series.busiest': connectionId =>
    client.series.busiest({ connectionId, prefix: 'counts:', members: null, drawn: null, ...buckets }),
  ...Object.fromEntries(
    actions.map(action => [
      action.kind,
      (connectionId: string) => client.streamActions.preview({ connectionId, action }),
    ]),
  ),
};

/** Of each command that a user may lack: what cannot be done without it, and the name that is said. */
const cases: { lacks: string; needs: string[]; said?: string }[] = [
  { lacks: 'time', needs: [] },
  { lacks: 'scan', needs: ['streams.list', 'series.busiest'] },
  { lacks: 'info', needs: [] },
  { lacks: 'xinfo', needs: ['streams.countLag'], said: 'XINFO GROUPS' },
  { lacks: 'xinfo|stream', needs: [] },
  { lacks: 'xinfo|groups', needs: ['streams.countLag'], said: 'XINFO GROUPS' },
  { lacks: 'xinfo|consumers', needs: [] },
  {
    lacks: 'xpending',
    needs: ['pending.page', 'pending.survey', 'ack', 'ack-delete', 'claim', 'auto-claim', 'dead-letter'],
  },
  {
    lacks: 'xrange',
    needs: [
      'streams.entries',
      'streams.entry',
      'streams.scan',
      'streams.timeline',
      'streams.countLag',
      'streams.exportEntries',
    ],
  },
  { lacks: 'xrevrange', needs: ['streams.entries, newest first'] },
  { lacks: 'xlen', needs: [] },
  { lacks: 'xread', needs: ['streams.tail'] },
  { lacks: 'pubsub', needs: ['pubsub.channels'], said: 'PUBSUB CHANNELS' },
  { lacks: 'pubsub|numsub', needs: [] },
  { lacks: 'config', needs: [] },
  { lacks: 'client', needs: ['subscribers.list'], said: 'CLIENT LIST' },
  { lacks: 'memory', needs: [] },
  { lacks: 'type', needs: [] },
  { lacks: 'dbsize', needs: [] },
  { lacks: 'eval', needs: [] },
  { lacks: 'command', needs: [] },
  { lacks: 'acl', needs: [] },
  { lacks: 'hlen', needs: [] },
  { lacks: 'hscan', needs: [] },
  { lacks: 'cluster', needs: [] },
  { lacks: 'ping', needs: [] },
];

test.each(cases)('a user without $lacks lacks no more than that', async ({ lacks, needs, said }) => {
  await without(lacks, async connectionId => {
    const names = Object.keys(calls);
    const ends = await Promise.allSettled(names.map(name => calls[name]!(connectionId)));
    const refused = names.filter((_, index) => ends[index]!.status === 'rejected');
    expect(refused.sort()).toEqual(needs.sort());
    const command = said ?? lacks.replace('|', ' ').toUpperCase();
    for (const end of ends) {
      if (end.status === 'fulfilled') continue;
      expect(end.reason).toMatchObject({ code: 'denied' });
      expect((end.reason as Error).message).toContain(`This user may not run ${command}.`);
    }
  });
});

describe('what may not be asked is unknown, and named', () => {
  const stateOf = async (connectionId: string) =>
    (await client.streams.details({ connectionId, keys: [key] }))[0]!;

  test('the clock of the server, without TIME: ours is near enough', async () => {
    const { serverTime, missing } = await without('time', stateOf);
    expect(Math.abs(serverTime - Date.now())).toBeLessThan(5_000);
    expect(missing).toEqual(['TIME']);
  });

  test('the groups, without XINFO GROUPS', async () => {
    const state = await without('xinfo|groups', stateOf);
    expect(state).toMatchObject({ summary: { length: 3, groups: null }, missing: ['XINFO GROUPS'] });
  });

  test('the counters of a stream, without XINFO STREAM: its length and its ends are asked for elsewhere', async () => {
    const state = await without('xinfo|stream', stateOf);
    expect(state).toMatchObject({
      summary: { length: 3, firstId: '1-0', lastId: '3-0', lastGeneratedId: null, entriesAdded: null },
      missing: ['XINFO STREAM'],
    });
  });

  test('a stream that is not there is not an empty one', async () => {
    const state = await without('xinfo', async connectionId => {
      const [nothing] = await client.streams.details({ connectionId, keys: [bytes('nothing')] });
      return nothing!;
    });
    expect(state).toMatchObject({ summary: null, problem: { code: 'not-found' } });
  });

  test('the oldest pending entry and the memory', async () => {
    const state = await without('xpending', stateOf);
    expect(state.summary!.groups).toMatchObject([{ pending: 3, oldestPending: null }]);
    expect(state.missing).toEqual(['XPENDING']);
    expect(await without('memory', stateOf)).toMatchObject({
      summary: { memoryBytes: null },
      missing: ['MEMORY USAGE'],
    });
  });

  test('a group that is named, without XINFO GROUPS', async () => {
    const named = (name: Uint8Array) =>
      without('xinfo|groups', async connectionId => {
        const states = client.streams.watch({ connectionId, key, group: name });
        return (await states[Symbol.asyncIterator]().next()).value?.summary;
      });
    expect(await named(group)).toMatchObject({
      groups: null,
      named: { name: group, pending: 3, lag: null, consumers: null, oldestPending: { id: '1-0' } },
    });
    expect(await named(bytes('nobody'))).toMatchObject({ groups: null, named: null });
  });

  test('consumers, without XINFO CONSUMERS: those that have something pending', async () => {
    const list = await without('xinfo|consumers', connectionId =>
      client.streams.consumers({ connectionId, key, group }),
    );
    expect(list).toMatchObject({
      consumers: [{ pending: 3, idleMs: null }],
      missing: ['XINFO CONSUMERS'],
    });
  });

  test('what pending entries are about, without XRANGE: none is called a ghost', async () => {
    const page = await without('xrange', connectionId =>
      client.pending.page({ connectionId, key, group, filter: {}, count: 10 }),
    );
    expect(page.rows.map(row => row.ghost)).toEqual([null, null, null]);
    expect(page.missing).toEqual(['XRANGE']);
  });

  test('how many hear a channel, without PUBSUB NUMSUB', async () => {
    const listener = await without('pubsub|numsub', async connectionId => {
      const subscriptions = [{ kind: 'channel' as const, name: bytes('news') }];
      await client.pubsub.subscribe({ connectionId, subscriptions });
      for await (const session of client.pubsub.watch({ connectionId }))
        if (session.subscriptions[0]?.state === 'active') break;
      return client.pubsub.channels({ connectionId, search: '' });
    });
    expect(listener).toMatchObject({
      channels: [{ subscribers: null }],
      missing: ['PUBSUB NUMSUB'],
    });
  });

  test('what the server is, without INFO: HELLO says it, which nobody can be denied', async () => {
    const facts = await without('info', factsOf);
    expect(facts).toMatchObject({ mode: 'standalone', role: 'master', missing: ['INFO'] });
    expect(facts.version).toMatch(/^\d/);
  });

  test('a command that the server does not have is not taken for one that may be run, without COMMAND', async () => {
    const answer = await without('command', id =>
      client.connections.capabilities({ id, commands: ['XNOSUCH', 'XACK'] }),
    );
    expect(answer).toMatchObject({
      XNOSUCH: { available: false, code: 'unknown' },
      XACK: { available: true },
    });
  });

  test('previews warn of what they could not look up', async () => {
    const warnings = async (lacks: string, action: ActionInput) =>
      (await without(lacks, connectionId => client.streamActions.preview({ connectionId, action }))).warnings;
    expect(await warnings('xinfo|groups', { kind: 'delete', key, ids: ['1-0'] })).toEqual([
      'This user may not run XINFO GROUPS: whether they are pending in a group is not known.',
    ]);
    expect(await warnings('xrange', { kind: 'ack', ...chosen })).toEqual([
      'This user may not run XRANGE: whether their entries still exist is not known.',
    ]);
    expect(await warnings('xinfo|groups', { kind: 'set-group-id', key, group, id: '0-0' })).toEqual([
      'This user may not run XINFO GROUPS: where it stands now, and what it will skip or be given again, is not known.',
    ]);
  });
});
