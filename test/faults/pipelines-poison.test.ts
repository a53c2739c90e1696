import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { splitDeadLetter } from '#shared/redis/dead-letter.ts';
import { happened, startCommand, type RunningCommand } from '../support/command-line.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

/** An entry that ends every worker that it is given to: it takes nothing else with it, and is put aside whole. */
let server: TestServer;
let folder: string;
let worker: RunningCommand | undefined;
beforeEach(async () => {
  server = await startRedisServer();
  folder = await mkdtemp(join(tmpdir(), 'millrace-poison-'));
});
afterEach(async () => {
  if (worker && worker.child.exitCode === null) worker.signal('SIGKILL');
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Four loops over this take longer than a worker lives. */
const poison = JSON.stringify(Array.from({ length: 400 }, (_, index) => index));
const slow = 'event.list.all(a, event.list.all(b, event.list.all(c, event.list.all(d, a + b + c + d >= 0))))';
const pipeline = {
  name: 'Poison',
  source: {
    type: 'stream',
    keys: ['events'],
    group: 'g',
    consumer: '${CONSUMER}',
    payloadField: 'json',
  },
  where: slow,
  groupBy: ['event.k'],
  window: { type: 'tumbling', size: '1d' },
  aggregate: { n: { count: true } },
  sinks: [{ type: 'timeSeries', prefix: 'n:', total: 'n' }],
  invalid: { sinks: [{ type: 'stream', key: 'dead' }] },
  limits: { deliveries: 2 },
};
async function start(consumer: string, more: Record<string, unknown> = {}): Promise<RunningCommand> {
  const path = join(folder, 'pipeline.json');
  await writeFile(path, JSON.stringify({ ...pipeline, ...more }));
  return (worker = startCommand(['run', path], { REDIS_URL: server.url, CONSUMER: consumer }));
}
const counted = async () =>
  ((await server.ask('HVALS', 'n').catch(() => [])) as Buffer[]).reduce((sum, n) => sum + Number(n), 0);
const add = (json: string, ...more: string[]) => server.ask('XADD', 'events', '*', 'json', json, ...more);
const harmless = (n: number) => add(`{"k":"k${n % 3}","list":[${n}]}`);
async function deadLetters() {
  const entries = (await server.ask('XRANGE', 'dead', '-', '+')) as [Buffer, Buffer[]][];
  return entries.map(([, flat]) =>
    splitDeadLetter(flat.flatMap((name, at) => (at % 2 === 0 ? [{ name, value: flat[at + 1]! }] : []))),
  );
}

test.each([
  ['the next start of the same worker', ['a', 'a', 'a'], {}],
  ['workers that claim from one another', ['a', 'b', 'c'], { claimIdle: '1s' }],
])(
  'after limits.deliveries it is a dead letter, by %s; what was delivered with it is counted',
  async (_, consumers, more) => {
    const source = { ...pipeline.source, ...more };
    for (let n = 0; n < 5; n++) await harmless(n);
    const id = String(await add(`{"k":"k0","list":${poison}}`, 'note', 'kept', 'note', 'twice'));
    for (let n = 0; n < 5; n++) await harmless(n);
    for (const consumer of consumers.slice(0, 2)) {
      const { code, stderr } = await (await start(consumer, { source })).finished;
      expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/took over 1 s/) });
    }
    const last = await start(consumers[2]!, { source });
    await happened('all but it is counted', async () => (await counted()) === 10);
    await happened('nothing is pending', async () => {
      const [pending] = (await server.ask('XPENDING', 'events', 'g')) as unknown[];
      return pending === '0';
    });
    last.signal('SIGTERM');
    expect(await last.finished).toMatchObject({ code: 0 });
    expect(await counted()).toBe(10);
    const letters = await deadLetters();
    expect(letters).toHaveLength(1);
    const { original, provenance } = letters[0]!;
    expect(original.map(({ name }) => String(name))).toEqual(['json', 'note', 'note']);
    expect(original.map(({ value }) => String(value)).slice(1)).toEqual(['kept', 'twice']);
    expect({
      ...provenance,
      source: String(provenance.source),
      group: String(provenance.group),
    }).toMatchObject({
      source: 'events',
      group: 'g',
      id,
      deliveries: '3',
      reason: 'delivered 3 times, and limits.deliveries is 2',
    });
    expect(String(provenance.consumer)).toBe(consumers[2]);
    expect(Math.abs(Date.now() - provenance.movedAt)).toBeLessThan(60_000);
  },
);

test('what does not decode is a dead letter at once, bytes and all, also over kill -9', async () => {
  const bytes = Buffer.from([0xff, 0x00, 0xfe]);
  for (let n = 0; n < 300; n++) {
    await harmless(n);
    await server.ask('XADD', 'events', '*', 'json', bytes, 'n', n);
    if (n === 150) {
      const killed = await start('a', { flush: '20ms', where: 'true' });
      await happened('it counts', async () => (await counted()) > 0);
      killed.signal('SIGKILL');
      await killed.finished;
    }
  }
  const last = await start('a', { flush: '20ms', where: 'true' });
  await happened('all is counted', async () => (await counted()) === 300);
  await happened('all is there', async () => (await server.ask('XLEN', 'dead')) === '300');
  last.signal('SIGTERM');
  expect(await last.finished).toMatchObject({ code: 0 });
  const letters = await deadLetters();
  expect(letters.map(letter => Number(letter!.original[1]!.value))).toEqual([...Array(300).keys()]);
  expect(letters.every(letter => bytes.equals(letter!.original[0]!.value))).toBe(true);
  expect(letters.every(letter => letter!.provenance.reason === 'it is not valid UTF-8')).toBe(true);
});
