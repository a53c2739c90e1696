import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { happened, runCommand, startCommand } from '../support/command-line.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { difference, exportProject, newFolder, sortedRows, startDataflow } from './dataflow.ts';

const resources = join(import.meta.dirname, '../../resources');
const EVENTS = 2_000;
/** One window for all of it, unless the day changes meanwhile: windows by the time of processing are else cut somewhere. */
const LONG = '100000d';

interface File {
  pipelines: { source: Record<string, unknown>; window?: Record<string, unknown> }[];
}

describe.skipIf(inject('python') === '')('the recipes, on both engines over the same events', () => {
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
  });

  const recipe = async (name: string) =>
    JSON.parse(await readFile(join(resources, 'recipes', `${name}.json`), 'utf8')) as File &
      File['pipelines'][0];
  /** Everything in the database, by key. */
  async function dump(): Promise<Record<string, unknown>> {
    const keys = ((await server.ask('KEYS', '*')) as Buffer[]).map(String).sort();
    const found: Record<string, unknown> = {};
    for (const key of keys) {
      const type = String(await server.ask('TYPE', key));
      if (key.startsWith('millrace:')) continue;
      if (type === 'hash') found[key] = pairs(await server.ask('HGETALL', key));
      if (type === 'set') found[key] = ((await server.ask('SMEMBERS', key)) as Buffer[]).map(String).sort();
      if (type === 'zset') found[key] = pairs(await server.ask('ZRANGE', key, 0, -1, 'WITHSCORES'));
      if (type === 'string') found[key] = String(await server.ask('GET', key));
    }
    return found;
  }
  /** Runs a file by Millrace, then its dataflow until the same is in Redis. */
  async function sameInRedis(file: object, args: string[] = []): Promise<Record<string, unknown>> {
    const path = join(folder, 'ours.json');
    await writeFile(path, JSON.stringify(file));
    expect(await runCommand(['run', path], env)).toMatchObject({ code: 0 });
    const ours = await dump();
    await server.ask('FLUSHALL');
    const { project } = await exportProject(file, folder);
    const running = startDataflow(project, args, env);
    let theirs: Record<string, unknown> = {};
    await happened(
      'the same is in Redis',
      async () => JSON.stringify((theirs = await dump())) === JSON.stringify(ours),
    ).catch(() => expect(theirs).toEqual(ours));
    running.kill('SIGKILL');
    await running.finished;
    return ours;
  }

  test('wikipedia-edits: the same hashes and members', async () => {
    const replay = startCommand([
      'replay',
      'wikipedia',
      '--seed',
      '7',
      '--count',
      String(EVENTS),
      '--rate',
      '1000',
    ]);
    const { url } = JSON.parse(await replay.firstLine()) as { url: string };
    const file = await recipe('wikipedia-edits');
    file.pipelines[0]!.source.url = url;
    file.pipelines[1]!.window!.size = LONG;
    delete (file.pipelines[1] as unknown as { sinks: { retention?: string }[] }).sinks[0]!.retention;
    const found = await sameInRedis(file, ['-w', '2']);
    expect(Object.values(found.ev as Record<string, string>)).toEqual([String(EVENTS)]);
    expect((found.known_domains as string[]).length).toBeGreaterThan(10);
    replay.signal('SIGTERM');
    await replay.finished;
  });

  test('edit-leaderboard: the same sorted sets, windows by the time in the event', async () => {
    const replay = startCommand([
      'replay',
      'wikipedia',
      '--seed',
      '8',
      '--count',
      String(EVENTS),
      '--rate',
      '700',
    ]);
    const { url } = JSON.parse(await replay.firstLine()) as { url: string };
    const file = await recipe('edit-leaderboard');
    file.source.url = url;
    file.window = { ...file.window, size: '1s', time: { event: 'event.meta.dt' } };
    const found = await sameInRedis(file);
    // As many windows as seconds, numbered in their order.
    expect(Object.keys(found)).toEqual(['0', '1', '2', 'epoch_index', 'epoch_index:windows']);
    replay.signal('SIGTERM');
    await replay.finished;
  });

  test('the retention of wikipedia-edits removes what is older, and nothing that is not a window', async () => {
    const [, count] = (await recipe('wikipedia-edits')).pipelines;
    const path = join(folder, 'in.jsonl');
    const now = Math.floor(Date.now() / 1_000);
    const old = String(now - (now % 10) - 3_600);
    await writeFile(path, '{"meta":{"domain":"a.org"}}\n');
    await server.ask('SADD', 'known_domains', 'gone.org', 'a.org');
    await server.ask('HSET', 'ev:gone.org', old, '5');
    await server.ask('HSET', 'ev:a.org', old, '5', 'note', 'mine');
    const { project } = await exportProject({ ...count, source: { type: 'jsonl', path } }, folder);
    expect(await startDataflow(project, [], env).finished).toMatchObject({ code: 0 });
    const { 'ev:a.org': left, known_domains: domains, ev } = await dump();
    expect(domains).toEqual(['a.org']);
    expect(left).toEqual({ ...(ev as object), note: 'mine' });
    expect(Object.values(ev as object)).toEqual(['1']);
  });

  test('clickstream-mobile: the same rows', async () => {
    const clicks = await readFile(join(resources, 'clicks.jsonl'), 'utf8');
    const path = join(folder, 'clicks.jsonl');
    await writeFile(path, `${clicks.split('\n').slice(0, EVENTS).join('\n')}\nbroken\n`);
    const file = await recipe('clickstream-mobile');
    file.pipelines[0]!.source = { type: 'jsonl', path, rate: 1_000 };
    file.pipelines[1]!.window!.size = '3s';
    const pipeline = join(folder, 'ours.json');
    await writeFile(pipeline, JSON.stringify(file));
    const ours = await runCommand(['run', pipeline], env);
    expect(ours).toMatchObject({ code: 0 });
    const { project } = await exportProject(file, folder);
    const running = startDataflow(project, [], env);
    const wanted = byKey(ours.stdout);
    await happened(
      'the same sums',
      () => JSON.stringify(byKey(running.stdout())) === JSON.stringify(wanted),
    ).catch(() => expect(byKey(running.stdout())).toEqual(wanted));
    running.kill('SIGKILL');
    await running.finished;
    expect(wanted).toMatchObject({ Unknown: 0 });
  });

  test('clickstream-echo: the same lines', async () => {
    const { project } = await exportProject(await recipe('clickstream-echo'), folder);
    const running = startDataflow(project, [], env);
    await happened('it listens', async () =>
      String(await server.ask('PUBSUB', 'NUMSUB', 'device_events')).endsWith('1'),
    );
    const messages = ['{"a": 1}', 'not JSON', '"text"', '{"é": "ü"}'];
    for (const message of messages) await server.ask('PUBLISH', 'device_events', message);
    await happened('all were written', () => running.stdout() === `${messages.join('\n')}\n`);
    running.kill('SIGKILL');
    await running.finished;
  });

  test('weather-stations: what the two consumers count is what was made', async () => {
    const file = await recipe('weather-stations');
    for (const { source } of file.pipelines)
      if (source.type === 'generator') Object.assign(source, { rate: 400, seed: 5 });
    for (const { window } of file.pipelines) if (window) window.size = '2s';
    const { project } = await exportProject(file, folder);
    const running = startDataflow(project, [], env);
    const counted = async () => {
      const rows = sortedRows(running.stdout()).map(
        line => JSON.parse(line) as { readings: number; worker: string },
      );
      let pending = 0;
      for (const key of ['chennai', 'coimbatore']) {
        const entries = (await server
          .ask('XPENDING', key, 'mygroup', '-', '+', 1_000, 'bob')
          .catch(() => [])) as unknown[];
        pending += entries.length;
      }
      return rows.reduce((sum, { readings }) => sum + readings, 0) + pending;
    };
    await happened('alice has counted what bob was not given', async () => (await counted()) >= 400);
    expect(await counted()).toBe(400);
    running.kill('SIGKILL');
    await running.finished;
    // The same seed makes the same values: gauss to nine digits.
    const theirs = await temperatures();
    await server.ask('FLUSHALL');
    const pipeline = join(folder, 'ours.json');
    await writeFile(pipeline, JSON.stringify({ ...file, pipelines: file.pipelines.slice(0, 2) }));
    expect(await runCommand(['run', pipeline], env)).toMatchObject({ code: 0 });
    expect(difference(await temperatures(), theirs)).toBeNull();
  });

  async function temperatures(): Promise<string[]> {
    const entries = (await server.ask('XRANGE', 'chennai', '-', '+')) as [Buffer, Buffer[]][];
    return entries.map(([, fields]) =>
      fields
        .map(String)
        .map((text, index) => (index % 2 ? Number(text).toPrecision(9) : text))
        .join(' '),
    );
  }

  afterAll(() => rm(folder, { recursive: true, force: true }));
});

function pairs(reply: unknown): Record<string, string> {
  const flat = (reply as Buffer[]).map(String);
  const entries = flat.flatMap((name, index): [string, string][] =>
    index % 2 ? [] : [[name, flat[index + 1]!]],
  );
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The sums of all windows, by key. */
function byKey(stdout: string): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const line of sortedRows(stdout.slice(0, stdout.lastIndexOf('\n') + 1))) {
    const { key, num_mobile_users: users } = JSON.parse(line) as { key: [string]; num_mobile_users: number };
    sums[key[0]] = (sums[key[0]] ?? 0) + users;
  }
  return Object.fromEntries(Object.entries(sums).sort(([a], [b]) => (a < b ? -1 : 1)));
}
