import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Connection } from '#engine/connections/connection.ts';
import { Feeds } from '#engine/feeds/feeds.ts';
import { Notifications } from '#engine/notifications/notifications.ts';
import { PubSubSessions } from '#engine/pubsub/sessions.ts';
import type { Wanted } from '#engine/pubsub/subscriber.ts';
import { SettingsStore } from '#engine/settings/settings-store.ts';
import { openConnection } from '../support/connection.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

let server: TestServer;
let folder: string;
let store: SettingsStore;
let sessions: PubSubSessions;
let notifications: Notifications;
const opened: Connection[] = [];

beforeAll(async () => {
  server = await startRedisServer();
  await server.ask('ACL', 'SETUSER', 'reader', 'on', '>pass', '~*', '&*', '+@all', '-config|set');
  await server.ask('ACL', 'SETUSER', 'nobody', 'on', '>pass', '~*', '&*', '+@all', '-config');
});
afterAll(() => server.stop());
beforeEach(async () => {
  await server.ask('CONFIG', 'SET', 'notify-keyspace-events', '');
  folder = await mkdtemp(join(tmpdir(), 'millrace-notify-'));
  await begin();
});
afterEach(async () => {
  await end();
  await rm(folder, { recursive: true, force: true });
});

/** A run of the engine, as far as it concerns notifications. */
async function begin(): Promise<void> {
  store = await SettingsStore.open(folder);
  sessions = new PubSubSessions(new Feeds({ maxRows: 1_000, maxBytes: 8 * 2 ** 20 }));
  notifications = new Notifications(sessions, store);
}
async function end(): Promise<void> {
  for (const connection of opened.splice(0)) {
    connection.close();
    await connection.closed;
  }
  await store.close();
}

async function open(username = '', host = '127.0.0.1'): Promise<Connection> {
  const address = { kind: 'tcp', host, port: server.port } as const;
  const connection = await openConnection(server, { address, ...(username !== '' && { username }) });
  opened.push(connection);
  return connection;
}

const wanted = (name: string): Wanted => ({ kind: 'pattern', name: Buffer.from(name) });
const keys = wanted('__keyspace@0__:*');
const events = wanted('__keyevent@0__:*');
const flags = async () =>
  String(((await server.ask('CONFIG', 'GET', 'notify-keyspace-events')) as Buffer[])[1]);
const leave = async (connection: Connection, one: Wanted) => {
  await sessions.of(connection).unsubscribe(one);
  await notifications.left(connection);
};

describe('the setting', () => {
  test('gets what is missing, and is put back when the last one leaves', async () => {
    await server.ask('CONFIG', 'SET', 'notify-keyspace-events', 'Ex');
    const connection = await open();
    expect(await notifications.subscribe(connection, [keys], 'Kg$', true)).toEqual({
      before: 'xE',
      after: 'g$xKE',
    });
    expect(await flags()).toBe('g$xKE');
    expect(await notifications.subscribe(connection, [events], 'Ex', true)).toBeNull();
    expect(await notifications.status(connection, true)).toMatchObject({
      now: 'g$xKE',
      needed: 'g$xKE',
      change: { before: 'xE', set: 'g$xKE' },
      accepted: expect.stringContaining('xeKE') as string,
    });
    await leave(connection, keys);
    expect(await flags()).toBe('g$xKE');
    await leave(connection, events);
    expect(await flags()).toBe('xE');
    expect(store.notifyRecords).toEqual([]);
  });

  test('grows with the next one, and goes back to what was before the first', async () => {
    const connection = await open();
    await notifications.subscribe(connection, [keys], 'KA', true);
    await notifications.subscribe(connection, [events], 'Em', true);
    expect(await flags()).toBe('AKEm');
    await leave(connection, keys);
    await leave(connection, events);
    expect(await flags()).toBe('');
  });

  test('stays while another connection to the same server needs it, under whatever address', async () => {
    const [first, second] = [await open(), await open('', 'localhost')];
    await notifications.subscribe(first, [keys], 'KA', true);
    await notifications.subscribe(second, [keys], 'KA', true);
    await leave(first, keys);
    expect(await flags()).toBe('AK');
    await leave(second, keys);
    expect(await flags()).toBe('');
  });

  test('is left alone when somebody else has changed it meanwhile', async () => {
    const connection = await open();
    await notifications.subscribe(connection, [keys], 'KA', true);
    await server.ask('CONFIG', 'SET', 'notify-keyspace-events', 'KEA');
    await leave(connection, keys);
    expect(await flags()).toBe('AKE');
    expect(store.notifyRecords).toEqual([]);
  });

  test('is not touched unless it was asked for', async () => {
    const connection = await open();
    expect(await notifications.subscribe(connection, [keys], 'KA', false)).toBeNull();
    expect(await flags()).toBe('');
    expect(await notifications.status(connection, false)).toMatchObject({
      now: '',
      needed: 'AK',
      change: null,
    });
    await notifications.setNeeded(connection);
    expect(await flags()).toBe('AK');
    await leave(connection, keys);
    expect(await flags()).toBe('');
  });

  test('is put back when the connection is closed, and when Millrace ends', async () => {
    const connection = await open();
    await notifications.subscribe(connection, [keys], 'KA', true);
    connection.close();
    await connection.closed;
    expect(await flags()).toBe('');
    await notifications.subscribe(await open(), [keys], 'KA', true);
    expect(await flags()).toBe('AK');
    await notifications.close();
    expect(await flags()).toBe('');
  });
});

describe('after a crash', () => {
  beforeEach(async () => {
    await server.ask('CONFIG', 'SET', 'notify-keyspace-events', 'Ex');
    await notifications.subscribe(await open(), [keys], 'KA', true);
    // On disk before the server has it: what a crash at any moment would leave.
    const file = JSON.parse(await readFile(join(folder, 'settings.json'), 'utf8')) as {
      notifyRecords: unknown[];
    };
    expect(file.notifyRecords).toMatchObject([{ before: 'xE', set: 'AKE' }]);
    const crashed = new Notifications(sessions, store);
    notifications = crashed;
    for (const connection of opened) await sessions.of(connection).unsubscribe(keys);
  });

  test('the old value is offered, and put back', async () => {
    const connection = await open();
    expect(await notifications.leftover(connection)).toMatchObject({ before: 'xE', set: 'AKE' });
    expect((await notifications.status(connection, false)).change).toBeNull();
    await notifications.putBack(connection);
    expect(await flags()).toBe('xE');
    expect(await notifications.leftover(connection)).toBeNull();
  });

  test('or kept', async () => {
    const connection = await open();
    await notifications.keep(connection);
    expect(await flags()).toBe('AKE');
    expect(await notifications.leftover(connection)).toBeNull();
    await expect(notifications.putBack(connection)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('not where somebody has changed it since', async () => {
    const connection = await open();
    await server.ask('CONFIG', 'SET', 'notify-keyspace-events', 'KEx');
    expect(await notifications.leftover(connection)).toBeNull();
    await expect(notifications.putBack(connection)).rejects.toMatchObject({ code: 'conflict' });
    expect(await flags()).toBe('xKE');
  });

  test('whoever subscribes again takes it over, and puts it back on leaving', async () => {
    const connection = await open();
    expect(await notifications.subscribe(connection, [events], 'Ex', true)).toBeNull();
    expect((await notifications.status(connection, false)).change).toMatchObject({ before: 'xE' });
    await leave(connection, events);
    expect(await flags()).toBe('xE');
  });
});

describe('a user without CONFIG', () => {
  test('SET is told so, and nothing is half-done', async () => {
    const connection = await open('reader');
    await expect(notifications.subscribe(connection, [keys], 'KA', true)).rejects.toMatchObject({
      code: 'denied',
      message: expect.stringContaining('notify-keyspace-events cannot be set') as string,
    });
    expect(await flags()).toBe('');
    expect(store.notifyRecords).toEqual([]);
    expect(sessions.of(connection).state().subscriptions).toEqual([]);
    await notifications.subscribe(connection, [keys], 'KA', false);
    expect(sessions.of(connection).state().subscriptions).toMatchObject([{ notify: 'KA' }]);
  });

  test('GET does not see it: unknown, not empty', async () => {
    const connection = await open('nobody');
    expect(await notifications.status(connection, true)).toMatchObject({
      now: null,
      problem: expect.stringMatching(/NOPERM/) as string,
      accepted: null,
    });
  });

  test('a flag that the server does not take is refused with its own words', async () => {
    const connection = await open();
    await expect(notifications.subscribe(connection, [keys], 'KAy', true)).rejects.toMatchObject({
      code: 'redis',
      message: expect.stringContaining('Invalid event class') as string,
    });
    expect(store.notifyRecords).toEqual([]);
  });
});

test('events arrive through it', async () => {
  const connection = await open();
  await notifications.subscribe(connection, [keys], 'K$', true);
  const session = sessions.of(connection);
  await until(
    () => session.state(),
    ({ connected }) => connected,
  );
  await server.ask('SET', 'user:1', 'x');
  await until(
    () => session.state(),
    ({ counters }) => counters.received === 1,
  );
});
