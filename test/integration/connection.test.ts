import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Target } from '#shared/redis/target.ts';
import { noSecrets } from '#engine/connections/connection-secrets.ts';
import { commandAvailability } from '#engine/connections/capabilities.ts';
import { Connection } from '#engine/connections/connection.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

let server: TestServer;
const open: Connection[] = [];
beforeEach(async () => {
  server = await startRedisServer();
});
afterEach(async () => {
  for (const connection of open.splice(0)) connection.close();
  await server.stop();
});

function connectTo(target: Target, password?: string): Connection {
  const connection = new Connection({
    id: 'test',
    target,
    secrets: async () => ({ ...noSecrets, password }),
  });
  open.push(connection);
  return connection;
}
const stateOf = (connection: Connection) =>
  until(
    () => connection.state,
    () => true,
  );

describe('a connection', () => {
  test('becomes ready, knows its server and measures its health', async () => {
    const connection = connectTo(server.target());
    expect(() => connection.client).toThrow(/no connection/);
    await connection.ready();
    expect(connection.server).toMatchObject({ mode: 'standalone' });
    const health = await until(
      () => connection.health,
      ({ rttMs, usedMemoryBytes }) => rttMs !== null && usedMemoryBytes !== null,
    );
    expect(health.rttMs).toBeLessThan(1_000);
    expect(health.clients).toBeGreaterThanOrEqual(1);
  });

  test('comes back by itself after the server was killed and started again', async () => {
    const connection = connectTo(server.target());
    await connection.ready();
    await server.kill('SIGKILL');
    const lost = await until(
      () => connection.state,
      ({ state }) => state === 'lost',
    );
    expect(lost).toMatchObject({ reason: expect.stringMatching(/closed|listens/) });
    await expect(connection.call('PING')).rejects.toMatchObject({ code: 'not-connected' });
    await server.restart();
    await connection.ready();
    expect(await connection.call('PING')).toEqual(Buffer.from('PONG'));
  });

  test('tries at once when asked', async () => {
    await server.kill();
    const connection = connectTo(server.target());
    await until(
      () => connection.state,
      state => state.state === 'lost' && state.attempt >= 4,
    );
    await server.restart();
    connection.retry();
    await connection.ready();
  });

  test('does not try again and again with a wrong password', async () => {
    await server.ask('CONFIG', 'SET', 'requirepass', 's3cret-word');
    const connection = connectTo(server.target(), 'falsch');
    await expect(connection.ready()).rejects.toThrow(/wrong/);
    expect((await stateOf(connection)).state).toBe('failed');
  });

  test('gives up a server that stopped answering', async () => {
    const connection = connectTo(server.target());
    await connection.ready();
    process.kill(server.pid, 'SIGSTOP');
    try {
      await until(
        () => connection.health.silentMs,
        silent => (silent ?? 0) > 1_000,
        10_000,
      );
      const lost = await until(
        () => connection.state,
        ({ state }) => state !== 'ready',
        25_000,
      );
      expect(lost.state).not.toBe('failed');
    } finally {
      process.kill(server.pid, 'SIGCONT');
    }
    await connection.ready();
  });

  test('closes its dedicated clients with itself', async () => {
    const connection = connectTo(server.target());
    await connection.ready();
    const client = await connection.dedicated({ purpose: 'blocking', blocking: true });
    const waiting = expect(client.call('BLPOP', 'nothing', 0)).rejects.toMatchObject({
      code: 'disconnected',
    });
    connection.close();
    await waiting;
    expect(connection.state).toEqual({ state: 'closed' });
  });
});

test('capabilities are asked of the server, and of the rights of the user', async () => {
  await server.ask('ACL', 'SETUSER', 'limited', 'on', '>pass', '~*', '&*', '+@all', '-publish');
  const connection = connectTo(server.target({ username: 'limited' }), 'pass');
  await connection.ready();
  const answer = await commandAvailability(connection.client, ['SUBSCRIBE', 'PUBLISH', 'NOSUCHCOMMAND']);
  expect(answer.SUBSCRIBE).toEqual({ available: true });
  expect(answer.PUBLISH).toMatchObject({
    available: false,
    code: 'denied',
    reason: expect.stringContaining('limited'),
  });
  expect(answer.NOSUCHCOMMAND).toMatchObject({
    available: false,
    code: 'unknown',
    reason: expect.stringContaining('does not know'),
  });
});
