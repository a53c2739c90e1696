import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { happened, startCommand } from '../support/command-line.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

/** What goes through a pipeline comes out as it went in, or is said to be invalid. */
let server: TestServer;
let folder: string;
beforeAll(async () => {
  server = await startRedisServer();
  folder = await mkdtemp(join(tmpdir(), 'millrace-values-'));
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => server.ask('FLUSHALL'));

/** Runs a pipeline until it ends by itself, or until `isDone`. */
async function run(content: Record<string, unknown>, isDone?: () => Promise<boolean>) {
  const path = join(folder, 'values.json');
  await writeFile(path, JSON.stringify({ name: 'Values', ...content }));
  const command = startCommand(['run', path, '--report', join(folder, 'report.json')], {
    REDIS_URL: server.url,
  });
  if (isDone) {
    await happened('the pipeline has written what comes last', isDone);
    command.signal('SIGINT');
  }
  const finished = await command.finished;
  const report = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as Record<string, number>;
  return { ...finished, report };
}

test('bytes of a stream arrive in another as they are, and are no key', async () => {
  const raw = Buffer.from([0, 0xff, 0xfe, 0x0a, 0x80]);
  await server.ask('XADD', 'in', '*', 'raw', raw, 'text', 'ä');
  await server.ask('XADD', 'in', '*', Buffer.from([0xff]), 'x');
  await server.ask('XADD', 'in', '*', 'raw', 'last');
  const { report } = await run(
    {
      source: { type: 'stream', keys: ['in'], from: '0' },
      sinks: [{ type: 'stream', key: 'out' }],
    },
    async () => Number(await server.ask('XLEN', 'out')) === 2,
  );
  const entries = (await server.ask('XRANGE', 'out', '-', '+')) as [Buffer, Buffer[]][];
  expect(entries.map(([, fields]) => fields)).toEqual([
    [Buffer.from('raw'), raw, Buffer.from('text'), Buffer.from('ä')],
    [Buffer.from('raw'), Buffer.from('last')],
  ]);
  expect(report).toMatchObject({ received: 3, invalid: 1, matched: 2 });

  const keysOf = async () => ((await server.ask('KEYS', 'n:*')) as Buffer[]).map(String);
  const counted = await run(
    {
      id: 'counted',
      source: { type: 'stream', keys: ['in'], from: '0' },
      groupBy: ['event.raw'],
      window: { type: 'tumbling', size: '1h' },
      aggregate: { n: { count: true } },
      sinks: [{ type: 'timeSeries', prefix: 'n:' }],
    },
    async () => (await keysOf()).length > 0,
  );
  expect(counted.report).toMatchObject({ received: 3, invalid: 2 });
  expect(await keysOf()).toEqual(['n:last']);
});

test('JSON that is nested too deep or is not UTF-8 is invalid, and the rest goes on', async () => {
  await writeFile(
    join(folder, 'events.jsonl'),
    Buffer.concat([
      Buffer.from(`{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}\n{"k":"\xe4"}\n`, 'latin1'),
      Buffer.from('{"id":9007199254740993,"k":"ä"}\n'),
    ]),
  );
  const { code, report } = await run({
    source: { type: 'jsonl', path: join(folder, 'events.jsonl') },
    sinks: [{ type: 'stream', key: 'out' }],
  });
  expect(code).toBe(0);
  expect(report).toMatchObject({ received: 3, invalid: 2, matched: 1 });
  const entries = (await server.ask('XRANGE', 'out', '-', '+')) as [Buffer, Buffer[]][];
  expect(entries.map(([, fields]) => fields.map(String))).toEqual([['id', '9007199254740993', 'k', 'ä']]);
});
