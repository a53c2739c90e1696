import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { happened, runCommand } from '../support/command-line.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

/** Time series that keep no more than they are to: by us, and where the server can by itself. */
let server: TestServer;
let folder: string;
beforeEach(async () => {
  server = await startRedisServer();
  folder = await mkdtemp(join(tmpdir(), 'millrace-retention-'));
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const counting = {
  source: { type: 'generator', fields: { k: '{{seq % 3}}', t: '2019-12-01T00:00:00Z' }, count: 3 },
  groupBy: ['event.k'],
  window: { type: 'tumbling', size: '10s' },
  aggregate: { n: { count: true } },
  flush: '50ms',
};

async function run(content: Record<string, unknown>) {
  const path = join(folder, 'pipeline.json');
  await writeFile(path, JSON.stringify({ name: 'Retention', ...counting, ...content }));
  return runCommand(['run', path], { REDIS_URL: server.url });
}
const sinkOf = (retention: string) => ({
  type: 'timeSeries',
  prefix: 'ev:',
  total: 'ev',
  members: 'known',
  retention,
});
const canExpireFields = async () =>
  ((await server.ask('COMMAND', 'INFO', 'HPEXPIREAT')) as unknown[])[0] !== null;

test('retention removes what is too old, and only what is its own', async () => {
  const now = Math.floor(Date.now() / 1000);
  const old = Math.floor((now - 7_200) / 10) * 10;
  const recent = Math.floor((now - 600) / 10) * 10;
  await server.ask('HSET', 'ev:gone', old, 1);
  await server.ask('HSET', 'ev:stays', old, 1, recent, 2, old + 3, 3, 'note', 4);
  await server.ask('HSET', 'ev', old, 2, recent, 2);
  await server.ask('SADD', 'known', 'gone', 'stays');
  expect(await run({ sinks: [sinkOf('30m')] })).toMatchObject({ code: 0 });
  expect(await server.ask('EXISTS', 'ev:gone')).toBe('0');
  const names = ((await server.ask('HKEYS', 'ev:stays')) as Buffer[]).map(String).sort();
  expect(names).toEqual([String(recent), String(old + 3), 'note'].sort());
  expect(((await server.ask('SMEMBERS', 'known')) as Buffer[]).map(String).sort()).toEqual([
    '0',
    '1',
    '2',
    'stays',
  ]);
  expect(await server.ask('HEXISTS', 'ev', old)).toBe('0');
});

test('retention goes on without a pipeline, by the server itself', async context => {
  if (!(await canExpireFields()))
    return context.skip('this server cannot let fields of hashes expire: that takes Redis 7.4 or Valkey 9');
  const window = { type: 'tumbling', size: '1s' };
  expect(await run({ window, sinks: [sinkOf('3s')] })).toMatchObject({ code: 0 });
  expect(await server.ask('EXISTS', 'ev', 'ev:0', 'ev:1', 'ev:2')).toBe('4');
  await happened(
    'they are gone',
    async () => (await server.ask('EXISTS', 'ev', 'ev:0', 'ev:1', 'ev:2')) === '0',
  );
});

test('windows of event time are of any year: the server is not asked to remove them', async () => {
  const result = await run({
    window: { ...counting.window, time: { event: 'event.t', lateness: '5s' } },
    sinks: [sinkOf('30m')],
  });
  expect(result).toMatchObject({ code: 0 });
  expect(String(((await server.ask('HGETALL', 'ev')) as Buffer[])[1])).toBe('3');
});

test('a user who may not let fields expire keeps what is written, and nothing is refused', async context => {
  if (!(await canExpireFields()))
    return context.skip('this server cannot let fields of hashes expire: that takes Redis 7.4 or Valkey 9');
  await server.ask('ACL', 'SETUSER', 'default', '-hpexpireat');
  const { code, stderr } = await run({ sinks: [sinkOf('30m')] });
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.not.stringContaining('refuse') });
  expect(((await server.ask('HVALS', 'ev')) as Buffer[]).map(String)).toEqual(['3']);
});
