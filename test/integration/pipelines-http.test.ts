import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { happened, runCommand, startCommand } from '../support/command-line.ts';
import { startHttpReceiver, type HttpReceiver } from '../support/http-receiver.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

/** The sink `http`, as the address sees it. */
let server: TestServer;
let receiver: HttpReceiver;
let folder: string;
beforeAll(async () => (server = await startRedisServer()));
afterAll(() => server.stop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-http-'));
  receiver = await startHttpReceiver();
});
afterEach(async () => {
  await receiver.close();
  await server.ask('FLUSHALL');
  await rm(folder, { recursive: true, force: true });
});

async function written(members: Record<string, unknown>): Promise<string> {
  const path = join(folder, 'hook.json');
  await writeFile(path, JSON.stringify({ name: 'Hook', ...members }));
  return path;
}
const environment = () => ({ REDIS_URL: server.url, WEBHOOK_SECRET: 'geheim' });
const run = async (members: Record<string, unknown>) =>
  runCommand(['run', await written(members)], environment());
const bodies = () => receiver.requests.map(({ body }) => body);

test('batches are signed, and come as lines of JSON or as one list', async () => {
  const source = { type: 'generator', fields: { n: '{{seq}}' }, count: 5 };
  const hmac = { secret: '${WEBHOOK_SECRET}' };
  const sinks = [
    { type: 'http', url: `${receiver.url}/lines`, batch: 2, hmac, headers: { 'X-Team': 'a' } },
    { type: 'http', url: `${receiver.url}/list`, format: 'array', where: 'event.n > 2' },
  ];
  expect(await run({ source, sinks })).toMatchObject({ code: 0 });
  const of = (path: string) => receiver.requests.filter(request => request.path === path);
  expect(
    of('/lines')
      .map(({ body }) => body)
      .join(''),
  ).toBe('{"n":0}\n{"n":1}\n{"n":2}\n{"n":3}\n{"n":4}\n');
  expect(of('/lines').every(({ body }) => body.split('\n').length <= 3)).toBe(true);
  const { headers, body } = of('/lines')[0]!;
  expect(headers).toMatchObject({ 'content-type': 'application/x-ndjson', 'x-team': 'a' });
  const signature = createHmac('sha256', 'geheim').update(body).digest('hex');
  expect(headers['x-signature-256']).toBe(`sha256=${signature}`);
  expect(of('/list').flatMap(({ body: list }) => JSON.parse(list) as unknown)).toEqual([{ n: 3 }, { n: 4 }]);
  expect(of('/list')[0]!.headers['content-type']).toBe('application/json');
});

test('rows are sent when their windows close', async () => {
  await run({
    source: { type: 'generator', fields: { k: 'k{{seq % 2}}' }, count: 10 },
    groupBy: ['event.k'],
    window: { type: 'tumbling', size: '1d' },
    aggregate: { n: { count: true } },
    sinks: [{ type: 'http', url: receiver.url }],
  });
  const rows = bodies().join('').trim().split('\n');
  expect(rows.map(row => JSON.parse(row) as object)).toEqual([
    expect.objectContaining({ key: ['k0'], n: 5, open: true }),
    expect.objectContaining({ key: ['k1'], n: 5, open: true }),
  ]);
});

test('while the address does not take them, events wait; nothing is acknowledged before it has', async () => {
  for (let n = 1; n <= 3; n++) await server.ask('XADD', 'in', `1-${n}`, 'n', n);
  let refusals = 0;
  receiver.answer = () =>
    ++refusals <= 3 ? { status: 503, headers: { 'retry-after': '0' } } : { status: 200 };
  const path = await written({
    source: { type: 'stream', keys: ['in'], group: 'g', consumer: 'a' },
    sinks: [{ type: 'http', url: receiver.url }],
  });
  const running = startCommand(['run', path], environment());
  await happened('it is taken at last', () => refusals === 4);
  await happened('it is acknowledged', async () => {
    const [count] = (await server.ask('XPENDING', 'in', 'g')) as [string];
    return count === '0' && String(await server.ask('HGET', 'millrace:{hook}:a', 'seq')) !== 'null';
  });
  running.signal('SIGTERM');
  expect(await running.finished).toMatchObject({ code: 0, stderr: expect.stringContaining('answered 503') });
  expect(new Set(bodies())).toEqual(new Set(['{"n":"1"}\n{"n":"2"}\n{"n":"3"}\n']));
});

test.each([
  [400, {}, 'answered 400'],
  [302, { location: 'http://127.0.0.1:1/' }, 'is not followed'],
])(
  '%i ends it; what was not taken is pending, and comes again at the next start',
  async (status, headers, said) => {
    await server.ask('XADD', 'in', '1-1', 'n', 1);
    receiver.answer = () => ({ status, headers });
    const file = {
      source: { type: 'stream', keys: ['in'], group: 'g', consumer: 'a' },
      sinks: [{ type: 'http', url: receiver.url }],
    };
    expect(await run(file)).toMatchObject({ code: 1, stderr: expect.stringContaining(said) });
    expect(((await server.ask('XPENDING', 'in', 'g')) as string[])[0]).toBe('1');
    receiver.answer = () => ({ status: 204 });
    const again = startCommand(['run', await written(file)], environment());
    await happened('it comes again', () => receiver.requests.length === 2);
    again.signal('SIGTERM');
    expect(await again.finished).toMatchObject({ code: 0 });
  },
);

test('a stop while nobody answers gives up, and says what was not sent', async () => {
  await server.ask('XADD', 'in', '1-1', 'n', 1);
  receiver.answer = () => ({ status: 503 });
  const path = await written({
    source: { type: 'stream', keys: ['in'] },
    sinks: [{ type: 'http', url: receiver.url }],
  });
  const running = startCommand(['run', path], environment());
  await happened('it was asked', () => receiver.requests.length > 0);
  running.signal('SIGTERM');
  expect(await running.finished).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('One event or row was not sent'),
  });
});

test('what a file cannot mean is said', async () => {
  const problems = async (sink: Record<string, unknown>) => {
    const source = { type: 'generator', payload: 'x', count: 1 };
    const path = await written({ source, sinks: [{ type: 'http', url: 'http://127.0.0.1', ...sink }] });
    return (await runCommand(['validate', path])).stdout;
  };
  expect(await problems({ url: 'ftp://x' })).toMatch(/^sinks\.0\.url: .*is not an http URL/);
  expect(await problems({ headers: { 'a b': 'x' } })).toMatch(/is not the name of a header/);
  expect(await problems({ headers: { Host: 'x' } })).toMatch(/is set by the request itself/);
  expect(await problems({ headers: { x: 'a\nb' } })).toMatch(/no header may have/);
  expect(await problems({ timeout: '0s' })).toMatch(/is too short/);
});
