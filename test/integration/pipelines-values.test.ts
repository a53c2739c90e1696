import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runCommand } from '../support/command-line.ts';
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

async function run(content: Record<string, unknown>) {
  const path = join(folder, 'values.json');
  await writeFile(path, JSON.stringify({ name: 'Values', ...content }));
  const finished = await runCommand(['run', path, '--for', '1s', '--report', join(folder, 'report.json')], {
    REDIS_URL: server.url,
  });
  const report = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as Record<string, number>;
  return { ...finished, report };
}

test('bytes of a stream arrive in another as they are, and are no key', async () => {
  const raw = Buffer.from([0, 0xff, 0xfe, 0x0a, 0x80]);
  await server.ask('XADD', 'in', '*', 'raw', raw, 'text', 'ä');
  await server.ask('XADD', 'in', '*', Buffer.from([0xff]), 'x');
  const { report } = await run({
    source: { type: 'stream', keys: ['in'], from: '0' },
    sinks: [{ type: 'stream', key: 'out' }],
  });
  const entries = (await server.ask('XRANGE', 'out', '-', '+')) as [Buffer, Buffer[]][];
  expect(entries.map(([, fields]) => fields)).toEqual([
    [Buffer.from('raw'), raw, Buffer.from('text'), Buffer.from('ä')],
  ]);
  expect(report).toMatchObject({ received: 2, invalid: 1, matched: 1 });

  const counted = await run({
    id: 'counted',
    source: { type: 'stream', keys: ['in'], from: '0' },
    groupBy: ['event.raw'],
    window: { type: 'tumbling', size: '1h' },
    aggregate: { n: { count: true } },
    sinks: [{ type: 'timeSeries', prefix: 'n:' }],
  });
  expect(counted.report).toMatchObject({ received: 2, invalid: 2 });
  expect(await server.ask('KEYS', 'n:*')).toEqual([]);
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
