import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PipelineService } from '#engine/pipelines/supervise/service.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

/** An edit of a file that runs. */
let server: TestServer;
let folder: string;
let service: PipelineService;
beforeEach(async () => {
  server = await startRedisServer();
  folder = await mkdtemp(join(tmpdir(), 'millrace-apply-'));
  service = await PipelineService.open({
    settingsFolder: folder,
    readOnly: null,
    log: () => {},
    userAgent: 'Millrace tests',
    access: async () => ({ target: server.target(), password: undefined }),
    isSandbox: () => false,
    connectionName: () => 'local',
  });
});
afterEach(async () => {
  await service.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const text = (members: object = {}) =>
  JSON.stringify({
    source: { type: 'stream', keys: ['orders'], group: 'g' },
    groupBy: ['event.country'],
    window: { type: 'tumbling', size: '1d' },
    aggregate: { n: { count: true } },
    sinks: [{ type: 'timeSeries', prefix: 'n:' }],
    flush: '20ms',
    ...members,
  });
const counted = async (country: string) =>
  ((await server.ask('HVALS', `n:${country}`)) as Buffer[]).reduce(
    (sum, value) => sum + Number(String(value)),
    0,
  );
const add = async (country: string, times: number) => {
  for (let n = 0; n < times; n++) await server.ask('XADD', 'orders', '*', 'country', country);
};

test('what it would do is told, and done: it goes on from its position with the new text', async () => {
  const id = await service.save(undefined, 'Orders', text(), false);
  await service.start(id, 'c', false, null);
  await add('de', 30);
  await until(
    () => counted('de'),
    count => count === 30,
  );

  const where = { where: 'event.country == "fr"' };
  expect(service.compare(id, 'Orders', text(where))).toMatchObject({
    problems: [],
    pipelines: [
      { id: 'orders', change: 'changed', members: ['where'], effects: ['It continues where it stands.'] },
    ],
  });
  await service.apply(id, 'Orders', text(where));
  await add('de', 10);
  await add('fr', 10);
  await until(
    () => counted('fr'),
    count => count === 10,
  );
  expect(await counted('de')).toBe(30);
  expect(service.documents.get(id).text).toBe(text(where));
  // The worker is the same one: no other consumer has come.
  expect(await server.ask('XINFO', 'CONSUMERS', 'orders', 'g')).toHaveLength(1);
});

test('a text with a problem changes nothing', async () => {
  const id = await service.save(undefined, 'Orders', text(), false);
  await service.start(id, 'c', false, null);
  const wrong = text({ where: 'event.' });
  expect(service.compare(id, 'Orders', wrong)).toMatchObject({
    problems: [{ path: ['where'] }],
    pipelines: [],
  });
  await expect(service.apply(id, 'Orders', wrong)).rejects.toMatchObject({ code: 'bad-input' });
  expect(service.documents.get(id).text).toBe(text());
  await add('de', 5);
  await until(
    () => counted('de'),
    count => count === 5,
  );
});

test('what does not run is not applied', async () => {
  const id = await service.save(undefined, 'Orders', text(), false);
  await expect(service.apply(id, 'Orders', text())).rejects.toMatchObject({ code: 'not-found' });
  await service.start(id, 'c', false, null);
  await service.stop(id);
  expect(() => service.compare(id, 'Orders', text())).toThrow(/does not run any more/);
});
