import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { happened, runCommand, startCommand } from '../support/command-line.ts';
import { shopEvents } from '../support/generated-pipelines.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import {
  difference,
  exportProject,
  newFolder,
  epochAtWork,
  recoveryIn,
  rowsOf,
  startDataflow,
} from './dataflow.ts';

/** What the README of a project says of a crash: `kill -9` in the middle, and on with `-r`. */
describe.skipIf(inject('python') === '')('kill -9 with recovery', () => {
  const EVENTS = 4_000;
  const RATE = 700;
  let server: TestServer;
  let folder: string;
  let env: { REDIS_URL: string };
  beforeAll(async () => {
    server = await startRedisServer();
    env = { REDIS_URL: server.url };
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    await server.ask('FLUSHALL');
    folder = await newFolder();
    await writeFile(join(folder, 'in.jsonl'), `${shopEvents(EVENTS, 9).join('\n')}\n`);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const time = { event: 'event.at', lateness: '1m' };
  const counted = {
    groupBy: ['event.shop'],
    window: { type: 'tumbling', size: '1m', time },
    aggregate: { n: { count: true } },
  };
  const series = { type: 'timeSeries', prefix: 'n:', total: 'n' };
  const fromFile = () => ({ type: 'jsonl', path: join(folder, 'in.jsonl'), rate: RATE });

  /** Starts a dataflow again and again, each time killed once a second more has been done, then lets it end. */
  async function killed(project: string, done: () => Promise<number>, args: string[] = []): Promise<void> {
    const recovery = recoveryIn(folder);
    let before = 0;
    for (let kill = 0; kill < 3; kill++) {
      const running = startDataflow(project, [...recovery, ...args], env);
      await happened('it has done something more', async () => (await done()) > before);
      before = (await done()) + RATE;
      await happened('a second more', async () => (await done()) >= before);
      running.kill('SIGKILL');
      expect(await running.finished).toMatchObject({ killedBy: 'SIGKILL' });
      before = await done();
    }
    const { code, stderr } = await startDataflow(project, [...recovery, ...args], env).finished;
    expect({ code, stderr }).toMatchObject({ code: 0 });
  }

  /** The sums of all fields of the hash `total`. */
  async function totalIn(key: string): Promise<number> {
    const values = (await server.ask('HVALS', key)) as Buffer[];
    return values.reduce((sum, value) => sum + Number(String(value)), 0);
  }
  async function hashes(): Promise<Record<string, string[]>> {
    const found: Record<string, string[]> = {};
    for (const key of ((await server.ask('KEYS', 'n*')) as Buffer[]).map(String).sort()) {
      const flat = ((await server.ask('HGETALL', key)) as Buffer[]).map(String);
      found[key] = flat.flatMap((name, index) => (index % 2 ? [] : [`${name}=${flat[index + 1]!}`])).sort();
    }
    return found;
  }

  /** What Millrace makes of the same events. */
  async function wantedHashes(): Promise<Record<string, string[]>> {
    const ours = join(folder, 'ours.json');
    const source = { type: 'jsonl', path: join(folder, 'in.jsonl') };
    await writeFile(ours, JSON.stringify({ source, ...counted, sinks: [series] }));
    expect(await runCommand(['run', ours], env)).toMatchObject({ code: 0 });
    const wanted = await hashes();
    await server.ask('FLUSHALL');
    return wanted;
  }

  test.each([[[]], [['-w', '2']]])('time series by event time: every event counts once (%j)', async args => {
    const wanted = await wantedHashes();
    const { project } = await exportProject({ source: fromFile(), ...counted, sinks: [series] }, folder);
    await killed(project, () => totalIn('n'), args);
    expect(await hashes()).toEqual(wanted);
  });

  test('time series by the time of processing: every event counts, some more than once', async () => {
    const window = { type: 'tumbling', size: '1s' };
    const { project } = await exportProject(
      { source: fromFile(), ...counted, window, sinks: [series] },
      folder,
    );
    await killed(project, () => totalIn('n'));
    const good = shopEvents(EVENTS, 9).filter(line => !line.includes('broken'));
    expect(await totalIn('n')).toBeGreaterThanOrEqual(good.length);
  });

  test('a file: every row is there once', async () => {
    const file = (path: string) => ({
      source: fromFile(),
      ...counted,
      sinks: [{ type: 'file', path: join(folder, path) }],
    });
    const ours = join(folder, 'ours.json');
    await writeFile(
      ours,
      JSON.stringify({ ...file('ours.jsonl'), source: { ...fromFile(), rate: undefined } }),
    );
    expect(await runCommand(['run', ours], env)).toMatchObject({ code: 0 });
    const { project } = await exportProject(file('theirs.jsonl'), folder);
    // Some 17 windows of 60 s for four shops: of 85 events each.
    const rows = async () => (await rowsOf(join(folder, 'theirs.jsonl'))).length * 20;
    await killed(project, rows);
    expect(
      difference(await rowsOf(join(folder, 'ours.jsonl')), await rowsOf(join(folder, 'theirs.jsonl'))),
    ).toBeNull();
  });

  test.each(['generator', 'stream'])(
    '%s into a file: every event is there once, in its order',
    async type => {
      const path = join(folder, 'out.jsonl');
      const source =
        type === 'stream'
          ? { type, keys: ['in'] }
          : { type, fields: { n: '{{seq}}' }, count: EVENTS, rate: RATE };
      const { project } = await exportProject({ source, sinks: [{ type: 'file', path }] }, folder);
      const recovery = recoveryIn(folder);
      const lines = async () => (await readFile(path, 'utf8').catch(() => '')).split('\n').slice(0, -1);
      let sent = 0;
      const send = async () => {
        if (type !== 'stream') return;
        for (const end = Math.min(EVENTS, sent + 25); sent < end; sent++)
          await server.ask('XADD', 'in', '*', 'n', String(sent));
      };
      let running = startDataflow(project, recovery, env);
      for (let kill = 1; kill <= 3; kill++) {
        const before = await epochAtWork(folder);
        await happened('a snapshot, and something more', async () => {
          await send();
          return (await epochAtWork(folder)) > before + 1 && (await lines()).length > (kill * EVENTS) / 8;
        });
        running.kill('SIGKILL');
        expect(await running.finished).toMatchObject({ killedBy: 'SIGKILL' });
        running = startDataflow(project, recovery, env);
      }
      await happened('all are written', async () => {
        await send();
        return (await lines()).length >= EVENTS;
      });
      running.kill('SIGKILL');
      await running.finished;
      const numbers = (await lines()).map(line => Number((JSON.parse(line) as { n: unknown }).n));
      expect(numbers.findIndex((n, index) => n !== index)).toBe(-1);
      expect(numbers).toHaveLength(EVENTS);
    },
  );

  test('a group of a stream: every entry counts once, and all are acknowledged in the end', async () => {
    const wanted = await wantedHashes();
    const source = { type: 'stream', keys: ['events'], group: 'g', consumer: 'c', payloadField: 'data' };
    const { project } = await exportProject({ source, ...counted, sinks: [series] }, folder);
    const recovery = recoveryIn(folder);
    const feed = (async () => {
      for (const line of shopEvents(EVENTS, 9)) await server.ask('XADD', 'events', '*', 'data', line);
    })();
    for (let kill = 1; kill <= 3; kill++) {
      const running = startDataflow(project, recovery, env);
      await happened('it counts', async () => (await totalIn('n')) > (kill * EVENTS) / 8);
      running.kill('SIGKILL');
      expect(await running.finished).toMatchObject({ killedBy: 'SIGKILL' });
    }
    await feed;
    const running = startDataflow(project, recovery, env);
    const isSame = async () => JSON.stringify(await hashes()) === JSON.stringify(wanted);
    await happened('everything counts', isSame).catch(async () => expect(await hashes()).toEqual(wanted));
    await happened('all is acknowledged', async () => {
      const [pending] = (await server.ask('XPENDING', 'events', 'g')) as [string];
      return pending === '0';
    });
    running.kill('SIGKILL');
    await running.finished;
    expect(await hashes()).toEqual(wanted);
  });

  test('server-sent events with ids: every event counts once in a leaderboard by event time', async () => {
    const replay = startCommand(['replay', 'wikipedia', '--seed', '3', '--count', '3000', '--rate', '500']);
    const { url } = JSON.parse(await replay.firstLine()) as { url: string };
    const file = {
      source: { type: 'sse', url },
      groupBy: ['event.wiki'],
      window: { type: 'tumbling', size: '2s', time: { event: 'event.meta.dt' } },
      aggregate: { n: { count: true } },
      sinks: [{ type: 'leaderboard', key: 'board:{window}' }],
    };
    const { project } = await exportProject(file, folder);
    const scores = async () => {
      let sum = 0;
      for (const key of (await server.ask('KEYS', 'board:*')) as Buffer[]) {
        const flat = ((await server.ask('ZRANGE', String(key), 0, -1, 'WITHSCORES')) as Buffer[]).map(String);
        sum += flat.reduce((total, value, index) => total + (index % 2 ? Number(value) : 0), 0);
      }
      return sum;
    };
    await killed(project, scores);
    expect(await scores()).toBe(3_000);
    replay.signal('SIGTERM');
    await replay.finished;
  });

  test('a stream of results: every one is there, some more than once', async () => {
    const file = { source: fromFile(), sinks: [{ type: 'stream', key: 'out' }] };
    const { project } = await exportProject(file, folder);
    await killed(project, async () => Number(await server.ask('XLEN', 'out')));
    const entries = (await server.ask('XRANGE', 'out', '-', '+')) as [Buffer, Buffer[]][];
    const seen = new Set(entries.map(([, fields]) => fields.map(String).join('|')));
    const wanted = new Set(
      shopEvents(EVENTS, 9)
        .filter(line => !line.includes('broken'))
        .map(line => {
          const event = JSON.parse(line) as Record<string, unknown>;
          return Object.entries(event)
            .flatMap(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])
            .join('|');
        }),
    );
    expect([...wanted].filter(event => !seen.has(event))).toEqual([]);
    expect(entries.length).toBeGreaterThanOrEqual(wanted.size);
  });
});
