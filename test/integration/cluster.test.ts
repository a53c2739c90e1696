import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '#engine/connections/connection.ts';
import { WatchedRun } from '#engine/pipelines/supervise/watched-run.ts';
import { readStreamState } from '#engine/streams/stream-info.ts';
import { listStreams } from '#engine/streams/stream-list.ts';
import { readPipelines } from '#shared/pipeline/read-pipelines.ts';
import { besideInSlot } from '#shared/redis/hash-slot.ts';
import { openConnection } from '../support/connection.ts';
import { startRedisCluster } from '../support/redis-cluster.ts';
import { startSentinel } from '../support/redis-sentinel.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { apply, bytes, pendingStream, preview, selected, type ActionInput } from '../support/streams.ts';
import { until } from '../support/until.ts';

const { signal } = new AbortController();

describe('a node of a cluster', () => {
  let nodes: TestServer[];
  let node: TestServer;
  let other: TestServer;
  let connection: Connection;
  /** Keys by the node that has their slot. */
  let here: string;
  let there: string;

  beforeAll(async () => {
    nodes = await startRedisCluster(3);
    [node, other] = nodes as [TestServer, TestServer];
    connection = await openConnection(node);
    const slotted = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const name = `orders:${index}`;
        return { name, slot: Number(await node.ask('CLUSTER', 'KEYSLOT', name)) };
      }),
    );
    here = slotted.find(({ slot }) => slot < 5_000)!.name;
    there = slotted.find(({ slot }) => slot > 6_000 && slot < 10_000)!.name;
    await pendingStream(node, here, 2);
    await other.ask('XADD', there, '*', 'a', '1');
  });
  afterAll(async () => {
    connection.close();
    await Promise.all(nodes.map(server => server.stop()));
  });

  const address = ({ port }: TestServer) => `127.0.0.1:${port}`;

  test('says how much of the cluster it is, and where the rest is', () => {
    expect(connection.server).toMatchObject({ mode: 'cluster', role: 'master', replica: null });
    expect(connection.server!.cluster!.slots).toBe(5_461);
    expect(connection.server!.cluster!.others.sort()).toEqual(nodes.slice(1).map(address).sort());
  });

  test('lists its own streams, and names the node that would have a stream of another name', async () => {
    const listed = async (pattern: string) => {
      let last;
      for await (const frame of listStreams(connection.client, { pattern }, signal)) last = frame;
      return last;
    };
    expect(await listed('')).toMatchObject({ found: 1, keyspace: 1, elsewhere: null });
    expect(await listed(`*${there}*`)).toMatchObject({ found: 0, elsewhere: address(other) });
    expect(await listed(here)).toMatchObject({ found: 1, elsewhere: null });
    expect(await listed('nothing:*')).toMatchObject({ found: 0, elsewhere: null });
  });

  test('does not say that a stream of another node does not exist, but where it is', async () => {
    const state = await readStreamState(connection.client, bytes(there));
    expect(state.problem).toMatchObject({ code: 'redis', reply: 'MOVED' });
    expect(state.problem!.message).toContain(`Another node of the cluster has this key: ${address(other)}.`);
  });

  test('moves dead letters to a name in the same slot; another name is refused with its node', async () => {
    const action = (target: string): ActionInput => ({
      kind: 'dead-letter',
      key: bytes(here),
      group: bytes('g'),
      target: bytes(target),
      reason: '',
      selection: selected(['1-0']),
    });
    expect(await preview(connection.client, action(there))).toMatchObject({
      refused: `Another node of the cluster has ${there}: ${address(other)}. A name with the same {tag} is in the same slot.`,
    });
    const near = besideInSlot(here, ':dead')!;
    expect(await preview(connection.client, action(near))).toMatchObject({ refused: null, warnings: [] });
    expect(await apply(connection.client, action(near))).toMatchObject({ state: 'done' });
    expect(await node.ask('XLEN', near)).toBe('1');
  });

  test('ends a pipeline that writes to another node with the reason, and does not start it again', async () => {
    const file = {
      name: 'Elsewhere',
      source: { type: 'generator', fields: { k: '1' }, count: 10 },
      sinks: [{ type: 'stream', key: there }],
    };
    const read = readPipelines(JSON.stringify(file), { environment: {}, fallbackName: 'x' });
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    const run = new WatchedRun({
      pipelines: read.pipelines,
      access: { target: node.target(), password: undefined },
      connectionId: 'test',
      offline: false,
      userAgent: 'Millrace tests',
    });
    try {
      const { error, restart } = await until(
        () => run.state,
        ({ error }) => error !== null,
      );
      expect(restart).toBeNull();
      expect(error).toMatch(/node of the cluster|one slot of the cluster/);
    } finally {
      await run.stop();
    }
  });
});

describe('a fail-over', () => {
  let primary: TestServer;
  let replica: TestServer;
  let connection: Connection | undefined;
  beforeAll(async () => {
    [primary, replica] = await Promise.all([startRedisServer(), startRedisServer()]);
    await replica.ask('REPLICAOF', '127.0.0.1', primary.port);
  });
  afterEach(() => connection?.close());
  afterAll(() => Promise.all([primary.stop(), replica.stop()]));

  test('is told by the connection to the server that was the primary', async () => {
    connection = await openConnection(primary);
    expect(connection.server).toMatchObject({ role: 'master', replica: null });
    await replica.ask('REPLICAOF', 'NO', 'ONE');
    await primary.ask('REPLICAOF', '127.0.0.1', replica.port);
    const facts = await until(
      () => connection!.server!,
      ({ role }) => role === 'slave',
    );
    expect(facts.replica).toMatchObject({ of: `127.0.0.1:${replica.port}`, readOnly: true });
    expect(Date.now() - facts.replica!.since!).toBeLessThan(10_000);
  });

  test('that a Sentinel carries out is told in the same way', async () => {
    const [first, second] = await Promise.all([startRedisServer(), startRedisServer()]);
    await second.ask('REPLICAOF', '127.0.0.1', first.port);
    const sentinel = await startSentinel(first);
    try {
      connection = await openConnection(first);
      await sentinel.failOver();
      const facts = await until(
        () => connection!.server!,
        ({ role }) => role === 'slave',
      );
      expect(facts.replica).toMatchObject({ of: `127.0.0.1:${second.port}`, readOnly: true });
      expect(facts.replica!.since).not.toBeNull();
    } finally {
      await sentinel.stop();
      await Promise.all([first.stop(), second.stop()]);
    }
  });

  test('in a cluster is told by the node that was a primary, which still answers for its streams and refuses to change them before it is tried', async () => {
    const nodes = await startRedisCluster(4, 3);
    const [first, , , replica] = nodes as [TestServer, TestServer, TestServer, TestServer];
    try {
      const id = String(await first.ask('CLUSTER', 'MYID'));
      await replica.ask('CLUSTER', 'REPLICATE', id);
      connection = await openConnection(first);
      // Slot 3300, of the first.
      const key = 'orders:{b}';
      await first.ask('XADD', key, '*', 'a', '1');
      await until(
        async () => String(await replica.ask('INFO', 'replication')),
        info => info.includes('master_link_status:up'),
      );
      await replica.ask('CLUSTER', 'FAILOVER');
      const facts = await until(
        () => connection!.server!,
        ({ role }) => role === 'slave',
      );
      expect(facts).toMatchObject({ mode: 'cluster', replica: { of: `127.0.0.1:${replica.port}` } });
      // It still answers for what it was the primary of, and a preview says that nothing can be changed.
      expect((await readStreamState(connection.client, bytes(key))).summary).toMatchObject({ length: 1 });
      const add: ActionInput = {
        kind: 'add',
        key: bytes(key),
        id: '*',
        fields: [[bytes('a'), bytes('2')]],
      };
      expect(await preview(connection.client, add)).toMatchObject({
        refused: expect.stringContaining('replica'),
      });
    } finally {
      await Promise.all(nodes.map(server => server.stop()));
    }
  });

  test('that was over before says only that the server is a replica', async () => {
    connection = await openConnection(primary);
    expect(connection.server!.replica).toMatchObject({ since: null });
  });
});
