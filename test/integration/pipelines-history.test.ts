import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { KeptRun } from '#shared/contract/run-history.ts';
import { RunHistory } from '#engine/pipelines/history/run-history.ts';
import { PipelineService } from '#engine/pipelines/supervise/service.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

/** Runs that are over, as the next Millrace finds them. */
let server: TestServer;
let folder: string;
let service: PipelineService;
beforeEach(async () => {
  server = await startRedisServer();
  folder = await mkdtemp(join(tmpdir(), 'millrace-runs-'));
  service = await openService();
});
afterEach(async () => {
  await service.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const openService = () =>
  PipelineService.open({
    settingsFolder: folder,
    readOnly: null,
    log: () => {},
    userAgent: 'Millrace tests',
    access: async () => ({ target: server.target(), password: undefined }),
    isSandbox: () => false,
    connectionName: () => 'local',
  });
const text = (members: object = {}) =>
  JSON.stringify({
    source: { type: 'stream', keys: ['orders'], from: '0' },
    sinks: [{ type: 'list', key: 'out' }],
    ...members,
  });
async function runsOf(id: string): Promise<KeptRun[]> {
  const over = new AbortController();
  for await (const { runs } of service.history.watch(id, over.signal)) return runs;
  throw new Error('it said nothing');
}
const ended = (id: string, count: number) =>
  until(
    () => runsOf(id),
    runs => runs.length === count,
  );
const written = (count: number) =>
  until(
    () => server.ask('LLEN', 'out'),
    length => length === String(count),
  );

test('each run is kept with how it ended, what it counted and what it ran', async () => {
  const finite = text({ source: { type: 'generator', payload: '{"n":1}', count: 5 } });
  const id = await service.save(undefined, 'Orders', finite, false);
  await service.start(id, 'c', false, null);
  expect(await ended(id, 1)).toMatchObject([
    {
      name: 'Orders',
      end: 'done',
      error: null,
      restarts: 0,
      offline: false,
      connection: { name: 'local', server: expect.stringContaining('127.0.0.1') },
      pipelines: [
        {
          id: 'orders',
          guarantee: expect.stringContaining('each run starts over'),
          figures: { received: 5, matched: 5, emitted: 5, invalid: 0 },
        },
      ],
    },
  ]);
  await service.save(id, 'Orders', text(), false);
  await service.start(id, 'c', false, null);
  await server.ask('XADD', 'orders', '*', 'country', 'de');
  await written(6);
  // What is saved and restarted is another run, of another text.
  const edited = text({ where: 'event.country == "de"' });
  await service.apply(id, 'Orders', edited);
  await server.ask('XADD', 'orders', '*', 'country', 'fr');
  await until(
    () => service.run(id).state.pipelines[0]!.unmatched,
    unmatched => unmatched === 1,
  );
  await service.stop(id);
  const runs = await ended(id, 3);
  expect(runs.map(({ end, pipelines: [first] }) => [end, first!.figures!.received])).toEqual([
    ['stopped', 1],
    ['stopped', 1],
    ['done', 5],
  ]);
  expect(await service.history.text(id, runs[0]!.run)).toBe(edited);
  expect(await service.history.text(id, runs[1]!.run)).toBe(text());
  await service.remove(id);
  expect(await runsOf(id)).toEqual([]);
});

test('a run that fails says why; one that Millrace closed says that, and the next is another one', async () => {
  await server.ask('SET', 'orders', 'not a stream');
  const failing = await service.save(
    undefined,
    'Failing',
    text({ sinks: [{ type: 'file', path: '/nowhere/x' }] }),
    false,
  );
  await service.start(failing, 'c', false, null);
  const [failed] = await ended(failing, 1);
  expect(failed).toMatchObject({ end: 'failed', pipelines: [{ figures: { received: 0 } }] });
  expect(failed!.error).not.toBe('');
  await server.ask('DEL', 'orders');
  await server.ask('XADD', 'orders', '1-1', 'a', '1');
  const id = await service.save(undefined, 'Orders', text(), false);
  await service.start(id, 'c', false, null);
  await written(1);
  await service.close();
  service = await openService();
  expect(await runsOf(id)).toMatchObject([
    { end: 'interrupted', error: 'Millrace closed while it ran.', pipelines: [{ figures: { received: 1 } }] },
  ]);
});

const runner = fileURLToPath(new URL('../support/run-a-pipeline.ts', import.meta.url));

test('kill -9: the run is there as interrupted, with the figures of some seconds before', async () => {
  const id = await service.save(undefined, 'Orders', text(), false);
  for (let n = 0; n < 7; n++) await server.ask('XADD', 'orders', '*', 'n', String(n));
  await service.close();
  const engine = spawn(process.execPath, [runner, folder, JSON.stringify(server.target()), id], {
    stdio: 'inherit',
  });
  const exited = once(engine, 'exit');
  await written(7);
  // Another one that may not write sees what is on the disk, and calls nothing interrupted that may go on.
  const second = new RunHistory({ settingsFolder: folder, readOnly: 'It has it.', log: () => {} });
  for await (const { runs } of second.watch(id, new AbortController().signal)) {
    expect(runs).toEqual([]);
    break;
  }
  await until(
    () => readFile(join(folder, 'runs', `${id}.json`), 'utf8'),
    content => content.includes('"received": 7'),
    30_000,
  );
  engine.kill('SIGKILL');
  await exited;
  service = await openService();
  const [run] = await runsOf(id);
  expect(run).toMatchObject({
    end: 'interrupted',
    endedAt: null,
    pipelines: [{ figures: { received: 7, emitted: 7 } }],
  });
  expect(run!.error).toMatch(/killed/);
  expect(run!.seenAt).toBeGreaterThanOrEqual(run!.startedAt);
});
