import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { MillraceError } from '#shared/rpc/errors.ts';
import { noSecrets } from '#engine/connections/connection-secrets.ts';
import { testConnection } from '#engine/connections/connection-test.ts';
import { Connection } from '#engine/connections/connection.ts';
import { Connections } from '#engine/connections/connections.ts';
import { Profiles } from '#engine/connections/profiles.ts';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { readInfo } from '#engine/connections/server-facts.ts';
import { WireConnection } from '#engine/connections/wire-connection.ts';
import { MemorySecretStore } from '#engine/host-services.ts';
import { SettingsStore } from '#engine/settings/settings-store.ts';
import { startBrowserHost } from '../support/browser-host.ts';
import { openHostClient } from '../support/host-client.ts';
import { bulk, decent, startHostileServer, type HostileServer } from '../support/hostile-server.ts';
import { until } from '../support/until.ts';

const signal = new AbortController().signal;
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const task of cleanUp.splice(0).reverse()) await task();
});
async function start(...args: Parameters<typeof startHostileServer>): Promise<HostileServer> {
  const server = await startHostileServer(...args);
  cleanUp.push(() => server.stop());
  return server;
}
async function open(server: HostileServer): Promise<RedisClient> {
  const client = await RedisClient.open(server.target(), { purpose: 'test' });
  cleanUp.push(() => client.close());
  return client;
}
const closing = (client: RedisClient) => new Promise<string>(resolve => client.onClose(resolve));

describe('an answer that nobody asked for closes the connection, with that reason', () => {
  test.each(['$-1\r\n', '*-1\r\n', '+OK\r\n', ':1\r\n', '-ERR\r\n', '*0\r\n', '*1\r\n$-1\r\n'])(
    '%j',
    async bytes => {
      const server = await start();
      const client = await open(server);
      const closed = closing(client);
      server.send(bytes);
      expect(await closed).toMatch(/does not speak the Redis protocol: it sent an answer that/);
    },
  );

  test('of RESP3', async () => {
    const server = await start();
    const client = await open(server);
    const closed = closing(client);
    server.send('>1\r\n_\r\n');
    expect(await closed).toMatch(/it sent ">" where a reply begins/);
  });
});

describe('a subscriber that is told nonsense is closed, with that reason', () => {
  test.each([
    '*0\r\n',
    '$-1\r\n',
    '*1\r\n$-1\r\n',
    `*3\r\n${bulk('message')}${bulk('c')}$-1\r\n`,
    `*3\r\n${bulk('message')}$-1\r\n${bulk('m')}`,
    `*1\r\n${bulk('message')}`,
    `*4\r\n${bulk('pmessage')}$-1\r\n${bulk('c')}${bulk('m')}`,
    `*4\r\n${bulk('pmessage')}${bulk('p')}${bulk('c')}$-1\r\n`,
    `*3\r\n${bulk('smessage')}${bulk('c')}*0\r\n`,
    `*3\r\n${bulk('subscribe')}$-1\r\n:1\r\n`,
    `*3\r\n${bulk('message')}${bulk('c')}:1\r\n`,
  ])('%j', async bytes => {
    const server = await start();
    const client = await open(server);
    const heard: string[] = [];
    client.listen({
      message: (channel, payload) => heard.push(`${channel.toString()} ${payload.toString()}`),
      patternMessage: (_, channel, payload) => heard.push(`${channel.toString()} ${payload.toString()}`),
      shardMessage: (channel, payload) => heard.push(`${channel.toString()} ${payload.toString()}`),
    });
    await client.call('subscribe', 'c');
    const closed = closing(client);
    server.send(`*3\r\n${bulk('message')}${bulk('c')}${bulk('first')}${bytes}`);
    expect(await closed).toMatch(/does not speak the Redis protocol: it sent/);
    expect(heard).toEqual(['c first']);
  });

  test('also when it is its subscription that is confirmed so', async () => {
    const server = await start(command => (command[0] === 'subscribe' ? '$-1\r\n' : decent(command)));
    const client = await open(server);
    const outcome = await client.call('subscribe', 'c').catch((error: unknown) => error);
    expect(outcome).toMatchObject({ code: 'disconnected' });
    expect(client.closed).toBe(true);
  });
});

test('the build is guarded as well: it lives, and says why the connection ended', async () => {
  const server = await start(command => (command[0] === 'subscribe' ? '$-1\r\n' : decent(command)));
  const host = await startBrowserHost(['--redis', `redis://127.0.0.1:${server.port}`]);
  cleanUp.push(() => host.stop());
  const { client, connectionId, close } = await openHostClient(host);
  cleanUp.push(close);
  const subscriptions = [{ kind: 'channel', name: new Uint8Array([99]) }] as const;
  await client.pubsub.subscribe({ connectionId, subscriptions: [...subscriptions] }).catch(() => {});
  // It would end on the tick after the answer: what is asked now is answered later.
  expect(await client.app.info()).toMatchObject({ host: 'browser' });
  expect(host.child.exitCode).toBeNull();
  expect(host.log()).not.toContain('Unexpected');
});

describe('what is above the bounds is refused before it is in memory', () => {
  test('an array by its announcement', async () => {
    const server = await start(command => (command[0] === 'keys' ? '*2000000000\r\n' : decent(command)));
    const client = await open(server);
    await expect(client.call('KEYS', '*')).rejects.toMatchObject({
      code: 'disconnected',
      message: expect.stringContaining('2000000000 elements'),
    });
  });

  test('an error of ten megabytes', async () => {
    const error = `-ERR ${'x'.repeat(10 * 2 ** 20)}\r\n`;
    const server = await start(command => (command[0] === 'get' ? error : decent(command)));
    const client = await open(server);
    const outcome: unknown = await client.call('GET', 'k').catch((thrown: unknown) => thrown);
    expect(outcome).toBeInstanceOf(MillraceError);
    expect((outcome as MillraceError).message.length).toBeLessThan(2_000);
  });

  test('an error of half a megabyte is cut', async () => {
    const error = `-ERR ${'x'.repeat(500_000)}\r\n`;
    const server = await start(command => (command[0] === 'get' ? error : decent(command)));
    const client = await open(server);
    const outcome = await client.call('GET', 'k').catch((thrown: unknown) => thrown as MillraceError);
    expect(outcome).toMatchObject({ code: 'redis' });
    expect(
      JSON.stringify([(outcome as MillraceError).message, (outcome as MillraceError).detail]).length,
    ).toBeLessThan(3_000);
    expect(client.closed).toBe(false);
  });

  test('a refusal at the handshake too', async () => {
    const server = await start(() => `-ERR ${'x'.repeat(500_000)}\r\n`);
    const result = await testConnection(server.target(), undefined, signal);
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result).length).toBeLessThan(3_000);
  });

  test('INFO of twenty megabytes is read to its first', async () => {
    const info = bulk(`redis_version:7.0.0\r\n${'a:1\r\n'.repeat(4 * 2 ** 20)}role:master\r\n`);
    const server = await start(command => (command[0] === 'info' ? info : decent(command)));
    const client = await open(server);
    const fields = await readInfo(client, 'server');
    expect(fields.get('redis_version')).toBe('7.0.0');
    expect(fields.has('role')).toBe(false);
  });

  test('on the wire of the lessons too', async () => {
    for (const bytes of ['*1\r\n'.repeat(100_000), '*2000000000\r\n', '$2000000000\r\n', '>1\r\n']) {
      const server = await start(() => bytes);
      const wire = await WireConnection.open(server.target(), undefined, signal);
      await expect(wire.ask('PING')).rejects.toThrow(/the server (announced|sent)/);
    }
  });
});

test('a server that answers PING and never INFO is not taken for a good one', async () => {
  const server = await start(command => (command[0] === 'info' ? undefined : decent(command)));
  const target = server.target({ commandTimeoutMs: 300 });
  expect(await testConnection(target, undefined, signal)).toMatchObject({
    ok: false,
    stage: 'protocol',
    message: expect.stringMatching(/INFO was not answered/),
  });
  const connection = new Connection({ id: 'a', target, secrets: async () => noSecrets });
  cleanUp.push(() => connection.close());
  const { reason } = (await until(
    () => connection.state,
    ({ state }) => state === 'lost',
  )) as { reason: string };
  expect(reason).toMatch(/INFO was not answered/);
});

test('a connection that breaks right after it is made is tried ever more seldom', async () => {
  const server = await start((command, socket) => {
    if (command[0] === 'acl') setTimeout(() => socket.write('$-1\r\n'), 5);
    return decent(command);
  });
  const connection = new Connection({ id: 'a', target: server.target(), secrets: async () => noSecrets });
  cleanUp.push(() => connection.close());
  await until(
    () => connection.state,
    state => state.state === 'lost' && state.attempt >= 3,
  );
});

describe('what the last start ended with', () => {
  async function startWith(folder: string): Promise<{ connections: Connections; end(): Promise<void> }> {
    const store = await SettingsStore.open(folder);
    const connections = new Connections(await Profiles.load(store, new MemorySecretStore()));
    await connections.reopen();
    return {
      connections,
      async end() {
        await connections.shutdown();
        await store.close();
      },
    };
  }

  test('is not opened again unasked, and is when a person asks', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-opening-'));
    cleanUp.push(() => rmSync(folder, { recursive: true }));
    const server = await start();
    const file = join(folder, 'settings.json');
    const profile = { id: 'p', name: 'p', color: 1, environment: 'local', target: server.target() };
    const written = { version: 2, profiles: [profile], open: ['p'] };
    writeFileSync(file, JSON.stringify(written));

    const first = await startWith(folder);
    const noted: unknown = JSON.parse(readFileSync(file, 'utf8'));
    expect(noted).toMatchObject({ opening: ['p'] });
    await first.connections.get('p').ready();
    await first.end();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ opening: [] });

    // As a process leaves it that was ended in the middle.
    writeFileSync(file, JSON.stringify(noted));
    const second = await startWith(folder);
    expect(second.connections.get('p').state).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('last start'),
    });
    expect(server.clients).toBe(0);
    await second.end();
    const third = await startWith(folder);
    expect(third.connections.get('p').state.state).toBe('failed');
    third.connections.get('p').retry();
    await until(
      () => third.connections.get('p').state,
      ({ state }) => state === 'ready',
    );
    await until(
      () => JSON.parse(readFileSync(file, 'utf8')) as { opening: string[] },
      ({ opening }) => opening.length === 0,
    );
    await third.end();
  });
});
