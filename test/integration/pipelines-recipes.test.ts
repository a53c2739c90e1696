import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runCommand, startCommand, happened } from '../support/command-line.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

/** The recipes, number for number against what their input holds. */
let server: TestServer;
let folder: string;
let env: { REDIS_URL: string };
beforeAll(async () => {
  server = await startRedisServer();
  env = { REDIS_URL: server.url };
  folder = await mkdtemp(join(tmpdir(), 'millrace-recipes-'));
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => server.ask('FLUSHALL'));

const texts = async (...command: [string, ...string[]]) =>
  ((await server.ask(...command)) as Buffer[]).map(String);
async function hash(key: string): Promise<Record<string, number>> {
  const flat = await texts('HGETALL', key);
  return Object.fromEntries(
    flat.flatMap((field, index) => (index % 2 ? [] : [[field, Number(flat[index + 1])]])),
  );
}
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
const resources = join(import.meta.dirname, '../../resources');

interface MobileRow {
  key: [string];
  window: { start: string; end: string };
  num_mobile_users: number;
}
function byZone(stdout: string): Record<string, number> {
  const totals: Record<string, number> = {};
  for (const line of stdout.trim().split('\n')) {
    const { key, num_mobile_users: users, window } = JSON.parse(line) as MobileRow;
    expect(Date.parse(window.start) % 5_000).toBe(0);
    expect(Date.parse(window.end) - Date.parse(window.start)).toBe(5_000);
    totals[key[0]] = (totals[key[0]] ?? 0) + users;
  }
  return totals;
}

test('clickstream-mobile counts the mobile users of each time zone', async () => {
  const expected: Record<string, number> = {};
  for (const line of (await readFile(join(resources, 'clicks.jsonl'), 'utf8')).trim().split('\n')) {
    const click = JSON.parse(line) as { os_timezone: string; device_is_mobile: boolean };
    expected[click.os_timezone] = (expected[click.os_timezone] ?? 0) + (click.device_is_mobile ? 1 : 0);
  }
  const fast = ['--set', 'pipelines.0.source.rate=2000'];
  const { code, stdout } = await runCommand(['run', 'clickstream-mobile', ...fast], env);
  expect(code).toBe(0);
  expect(byZone(stdout)).toEqual(expected);
});

test('clickstream-mobile counts undecodable clicks as Unknown, with 0; clickstream-echo repeats everything', async () => {
  const clicks = join(folder, 'clicks.jsonl');
  const mobile = '{"os_timezone":"Asia/Tokyo","device_is_mobile":true}';
  await writeFile(clicks, `${mobile}\nbroken\n${mobile}\n`);
  const channel = { REDIS_CHANNEL_NAME: 'other_events' };
  const echo = startCommand(['run', 'clickstream-echo'], { ...env, ...channel });
  await happened('echo listens', async () =>
    String(await server.ask('PUBSUB', 'NUMSUB', 'other_events')).endsWith('1'),
  );
  const { code, stdout } = await runCommand(['run', 'clickstream-mobile'], {
    ...env,
    ...channel,
    EVENTS_JSONL_FILE: clicks,
  });
  expect(code).toBe(0);
  expect(byZone(stdout)).toEqual({ 'Asia/Tokyo': 2, Unknown: 0 });
  echo.signal('SIGTERM');
  const echoed = await echo.finished;
  expect(echoed.code).toBe(0);
  // Each as it came, as redis-cli would print it.
  expect(echoed.stdout).toBe(`${mobile}\nbroken\n${mobile}\n`);
});

test('wikipedia-edits counts changes by domain in ev:<domain> and ev, with known_domains', async () => {
  const replay = startCommand(['replay', 'wikipedia', '--seed', '7', '--count', '2000', '--rate', '2000']);
  const { url } = JSON.parse(await replay.firstLine()) as { url: string };
  const source = ['--set', `pipelines.0.source.url=${url}`];
  const report = join(folder, 'wikipedia.json');
  const { code } = await runCommand(['run', 'wikipedia-edits', ...source, '--report', report], env);
  expect(code).toBe(0);

  const expected = await domainsOf(url, 2000);
  replay.signal('SIGTERM');
  expect((await replay.finished).code).toBe(0);
  const domains = await texts('SMEMBERS', 'known_domains');
  expect(new Set(domains)).toEqual(new Set(Object.keys(expected)));
  const counted = await Promise.all(
    domains.map(async domain => [domain, sum(Object.values(await hash(`ev:${domain}`)))]),
  );
  expect(Object.fromEntries(counted)).toEqual(expected);
  const total = await hash('ev');
  expect(sum(Object.values(total))).toBe(2000);
  for (const start of Object.keys(total)) expect(Number(start) % 10).toBe(0);
  const [publish, count] = JSON.parse(await readFile(report, 'utf8')) as {
    received: number;
    position: unknown;
  }[];
  expect(publish).toMatchObject({
    received: 2000,
    position: { sse: expect.stringContaining('"offset":1999') as string },
  });
  expect(count).toMatchObject({ received: 2000, matched: 2000, invalid: 0, gaps: 0 });
});

/** The feed of a replay, which the first to ask is given only the beginning of: it hangs there, until that one has gone. */
async function feedInTwoParts(url: string, firstEvents: number): Promise<{ url: string; stop: () => void }> {
  let left = firstEvents;
  const feed = createServer((request, response) => {
    const id = request.headers['last-event-id'];
    const headers = id === undefined ? {} : { 'last-event-id': id };
    get(url, { headers }, upstream => {
      response.writeHead(upstream.statusCode!, upstream.headers);
      void pipeline(upstream.setEncoding('utf8'), beginning(left), response).catch(() => {});
      left = Infinity;
    });
  });
  await new Promise<void>(resolve => feed.listen(0, '127.0.0.1', resolve));
  const { port } = feed.address() as AddressInfo;
  const stop = () => {
    feed.close();
    feed.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}/`, stop };
}

/** Passes so many events of a feed on, and swallows the others. */
function beginning(events: number) {
  return async function* (chunks: AsyncIterable<string>) {
    let left = events;
    let unfinished = '';
    for await (const chunk of chunks) {
      const blocks = (unfinished + chunk).split('\n\n');
      unfinished = blocks.pop()!;
      for (const block of blocks) if (!block.includes('data:') || left-- > 0) yield `${block}\n\n`;
    }
    if (left < 0) await new Promise(() => {});
  };
}

test('edit-leaderboard gives each window the next epoch, also over a restart', async () => {
  const replay = startCommand(['replay', 'wikipedia', '--seed', '3', '--count', '1500', '--rate', '1500']);
  const { url: whole } = JSON.parse(await replay.firstLine()) as { url: string };
  const { url, stop } = await feedInTwoParts(whole, 700);
  const args = ['run', 'edit-leaderboard', '--set', `source.url=${url}`, '--set', 'window.size=1d'];
  const first = startCommand(args, env);
  await happened(
    'the first window has its epoch',
    async () => (await server.ask('GET', 'epoch_index')) !== null,
  );
  first.signal('SIGINT');
  expect((await first.finished).code).toBe(0);
  expect(String(await server.ask('GET', 'epoch_index'))).toBe('0');
  expect((await runCommand(args, env)).code).toBe(0);
  stop();
  replay.signal('SIGTERM');
  expect(String(await server.ask('GET', 'epoch_index'))).toBe('1');
  const totals: Record<string, number> = {};
  for (const epoch of ['0', '1']) {
    const flat = await texts('ZRANGE', epoch, '0', '-1', 'WITHSCORES');
    for (let index = 0; index < flat.length; index += 2)
      totals[flat[index]!] = (totals[flat[index]!] ?? 0) + Number(flat[index + 1]);
  }
  expect(sum(Object.values(totals))).toBe(1500);
});

test('weather-stations: alice acknowledges what she reads, bob leaves his pending', async () => {
  const small = [0, 1].flatMap(index => [
    '--set',
    `pipelines.${index}.source.count=60`,
    '--set',
    `pipelines.${index}.source.rate=40`,
  ]);
  const { code, stdout } = await runCommand(['run', 'weather-stations', ...small], env);
  expect(code).toBe(0);
  let pending = 0;
  for (const key of ['chennai', 'coimbatore']) {
    expect(await server.ask('XLEN', key)).toBe('60');
    const [count, , , consumers] = (await server.ask('XPENDING', key, 'mygroup')) as [
      string,
      Buffer,
      Buffer,
      [Buffer, Buffer][] | null,
    ];
    pending += Number(count);
    expect((consumers ?? []).map(([name]) => String(name))).toEqual(count === '0' ? [] : ['bob']);
    const [entry] = (await server.ask('XRANGE', key, '-', '+', 'COUNT', 1)) as [Buffer, Buffer[]][];
    expect(entry![1].map(String)).toEqual([
      'temperature',
      expect.stringMatching(/^[\d.]+$/),
      'humidity',
      expect.stringMatching(/^[\d.]+$/),
    ]);
  }
  const rows = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { readings: number; worker: string });
  expect(sum(rows.map(row => row.readings)) + pending).toBe(120);
  expect(new Set(rows.map(row => row.worker))).toEqual(new Set(['alice']));
});

test('--offline needs no network', async () => {
  const run = startCommand(['run', 'wikipedia-edits', '--offline'], env);
  const totalOf = async () => sum(Object.values(await hash('ev')));
  await happened('more than 20 changes are counted', async () => (await totalOf()) > 20);
  run.signal('SIGINT');
  expect((await run.finished).code).toBe(0);
  const total = await totalOf();
  const domains = await texts('SMEMBERS', 'known_domains');
  const counted = await Promise.all(
    domains.map(async domain => sum(Object.values(await hash(`ev:${domain}`)))),
  );
  expect(sum(counted)).toBe(total);
});

/** What the replay sends, read the plain way. */
async function domainsOf(url: string, count: number): Promise<Record<string, number>> {
  const stop = new AbortController();
  const response = await fetch(url, { signal: stop.signal });
  const domains: Record<string, number> = {};
  let text = '';
  let seen = 0;
  const decoder = new TextDecoder();
  for await (const chunk of response.body!) {
    text += decoder.decode(chunk, { stream: true });
    const lines = text.split('\n');
    text = lines.pop()!;
    for (const line of lines) {
      if (!line.startsWith('data: ')) continue;
      const { meta } = JSON.parse(line.slice(6)) as { meta: { domain: string } };
      domains[meta.domain] = (domains[meta.domain] ?? 0) + 1;
      seen++;
    }
    if (seen === count) break;
  }
  stop.abort();
  return domains;
}
