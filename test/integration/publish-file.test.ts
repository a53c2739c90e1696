import { mkdtemp, open, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ChannelTarget, FileCheck, PublishTiming } from '#shared/contract/publish-file.ts';
import { noSecrets } from '#engine/connections/connection-secrets.ts';
import { Connection } from '#engine/connections/connection.ts';
import type { Connections } from '#engine/connections/connections.ts';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { publishFileHandlers } from '#engine/handlers/publish-file.ts';
import { checkFile } from '#engine/publish-file/file-check.ts';
import { PageJobs } from '#engine/jobs/page-jobs.ts';
import { FileRun } from '#engine/publish-file/file-run.ts';
import { openFile } from '#engine/files/open-file.ts';
import { recordingHead, recordingLine, recordingNote } from '#engine/recordings/recording-line.ts';
import { Uploads } from '#engine/uploads/uploads.ts';
import { openConnection } from '../support/connection.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

let server: TestServer;
let connection: Connection;
let listener: RedisClient;
let heard: [channel: Buffer, payload: Buffer][];
let folder: string;

beforeAll(async () => {
  server = await startRedisServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-files-'));
  connection = await openConnection(server);
  heard = [];
  listener = await RedisClient.open(server.target(), { purpose: 'listener', blocking: true });
  listener.listen({ patternMessage: (_pattern, channel, payload) => heard.push([channel, payload]) });
  await listener.call('psubscribe', '*');
});
afterEach(async () => {
  listener.close();
  connection.close();
  await rm(folder, { recursive: true });
});

const one = (channel: string): ChannelTarget => ({
  kind: 'one',
  channel: new Uint8Array(Buffer.from(channel)),
});
const payloads = () => heard.map(([, payload]) => payload.toString());

async function fileOf(content: string | Buffer): Promise<string> {
  const path = join(folder, 'file.jsonl');
  await writeFile(path, content);
  return path;
}

async function start(
  path: string,
  target: ChannelTarget,
  timing: PublishTiming = { mode: 'fast' },
  fromLine = 1,
) {
  return new FileRun(connection, await openFile(path), { command: 'PUBLISH', target, timing, fromLine });
}

async function finish(run: FileRun) {
  let last = run.state();
  for await (const state of run.progress(new AbortController().signal)) last = state;
  return last;
}

async function check(path: string) {
  const source = await openFile(path);
  let last: FileCheck | undefined;
  for await (const state of checkFile(source, new AbortController().signal)) last = state;
  await source.close();
  if (!last) throw new Error('the check said nothing');
  return last;
}

test('every line arrives once, in order and byte for byte, the bad ones left out and listed', async () => {
  const lines = Array.from({ length: 5_000 }, (_, n) =>
    n % 1_000 === 999 ? `{"n":${n}` : n % 500 === 100 ? '' : `{ "n" : ${n}, "text":"é\\u00e9" }`,
  );
  const path = await fileOf(`\ufeff${lines.join('\r\n')}`);
  const checked = await check(path);
  expect(checked).toMatchObject({
    kind: 'lines',
    lines: 5_000,
    messages: 4_985,
    bad: 5,
    empty: 10,
    warning: null,
  });
  expect(checked.problems.map(({ line }) => line)).toEqual([1_000, 2_000, 3_000, 4_000, 5_000]);
  expect(checked.problems[0]).toEqual({
    line: 1_000,
    at: 9,
    message: 'the line ends too early',
    beginning: '{"n":999',
  });
  const done = await finish(await start(path, one('out')));
  expect(done).toMatchObject({ state: 'done', sent: 4_985, bad: 5, empty: 10, delivered: 4_985, unknown: 0 });
  const expected = lines.filter(line => line.endsWith('}'));
  await until(
    () => heard.length,
    length => length >= expected.length,
  );
  expect(payloads()).toEqual(expected);
});

test('bad lines are listed up to a thousand and counted beyond', async () => {
  const checked = await check(await fileOf('no\n'.repeat(2_500)));
  expect(checked).toMatchObject({ bad: 2_500, messages: 0 });
  expect(checked.problems.length).toBe(1_000);
});

test('a recording keeps its channels and bytes, or has them renamed by their beginning', async () => {
  const binary = Buffer.from([0xff, 0, 10, 13]);
  const messages = [
    { channel: Buffer.from('orders.eu'), payload: Buffer.from('{"id":1}') },
    { channel: Buffer.concat([Buffer.from('orders.'), binary]), payload: binary },
    { channel: Buffer.from('mail'), payload: Buffer.alloc(0) },
  ];
  const lines = messages.map((message, n) =>
    recordingLine({ ...message, time: 1_000 + n * 10, pattern: null, sharded: false }),
  );
  const note = recordingNote({ lost: { messages: 3, reason: 'too slow' } });
  const path = await fileOf([recordingHead(1_000), ...lines, note].join('\n'));
  expect(await check(path)).toMatchObject({
    kind: 'recording',
    lines: 5,
    messages: 3,
    notes: 2,
    bad: 0,
    channels: 3,
    firstTime: 1_000,
    lastTime: 1_020,
  });
  const timing = { mode: 'recorded', speed: 1, field: null } as const;
  expect(await finish(await start(path, { kind: 'own' }, timing))).toMatchObject({ state: 'done', sent: 3 });
  await until(
    () => heard.length,
    length => length >= 3,
  );
  expect(heard).toEqual(messages.map(({ channel, payload }) => [channel, payload]));

  heard.length = 0;
  const prefix = { from: new Uint8Array(Buffer.from('orders.')), to: new Uint8Array(Buffer.from('copy:')) };
  await finish(await start(path, { kind: 'prefix', ...prefix }));
  await until(
    () => heard.length,
    length => length >= 3,
  );
  expect(heard.map(([channel]) => channel)).toEqual([
    Buffer.from('copy:eu'),
    Buffer.concat([Buffer.from('copy:'), binary]),
    Buffer.from('mail'),
  ]);
});

test('what was recorded on a sharded channel goes to the sharded one again', async () => {
  const sharded = await RedisClient.open(server.target(), { purpose: 'listener', blocking: true });
  const shards: string[] = [];
  sharded.listen({
    shardMessage: (channel, payload) => shards.push(`${channel.toString()} ${payload.toString()}`),
  });
  await sharded.call('ssubscribe', 'both');
  const lines = [true, false].map((isShard, n) =>
    recordingLine({
      time: n,
      channel: Buffer.from('both'),
      payload: Buffer.from(String(n)),
      pattern: null,
      sharded: isShard,
    }),
  );
  const path = await fileOf([recordingHead(0), ...lines].join('\n'));
  expect(await finish(await start(path, { kind: 'own' }))).toMatchObject({ state: 'done', sent: 2 });
  await until(
    () => shards.length + heard.length,
    length => length >= 2,
  );
  expect(shards).toEqual(['both 0']);
  expect(payloads()).toEqual(['1']);
  sharded.close();
});

test('a line of 100 MB is passed over in little memory, and the line after it arrives', async () => {
  const path = join(folder, 'long.jsonl');
  const file = await open(path, 'w');
  await file.write('{"n":1}\n"');
  const piece = Buffer.alloc(2 ** 20, 'x');
  for (let written = 0; written < 100; written++) await file.write(piece);
  await file.write('"\n{"n":2}\n');
  await file.close();
  const before = process.memoryUsage().rss;
  let most = 0;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss - before)), 5);
  const checked = await check(path);
  const done = await finish(await start(path, one('out')));
  clearInterval(timer);
  expect(checked).toMatchObject({ lines: 3, messages: 2, bad: 1 });
  expect(checked.problems[0]).toMatchObject({
    line: 2,
    at: null,
    message: 'too long: 100 MB; at most 64 MB',
  });
  expect(checked.problems[0]!.beginning.length).toBeLessThan(300);
  expect(done).toMatchObject({ state: 'done', sent: 2, bad: 1 });
  await until(
    () => heard.length,
    length => length >= 2,
  );
  expect(payloads()).toEqual(['{"n":1}', '{"n":2}']);
  // The pieces of a line that may still become whole, twice, and what the collector has not come to yet.
  expect(most).toBeLessThan(400 * 2 ** 20);
});

test('a server that dies in the middle leaves an exact account, from which it goes on', async () => {
  const own = await startRedisServer();
  try {
    const dying = await openConnection(own);
    const path = await fileOf(Array.from({ length: 20_000 }, (_, n) => `{"n":${n + 1}}`).join('\n'));
    const plan = { command: 'PUBLISH', target: one('out'), fromLine: 1 } as const;
    const run = new FileRun(dying, await openFile(path), {
      ...plan,
      timing: { mode: 'rate', perSecond: 20_000 },
    });
    await until(
      () => run.state().sent,
      sent => sent > 500,
    );
    await own.kill('SIGKILL');
    const lost = await finish(run);
    expect(lost.state).toBe('lost');
    expect(lost.problem?.message).toMatch(/closed|connection/i);
    expect(lost.sent).toBe(lost.nextLine - 1);
    expect(lost.lineAfterUnknown - lost.nextLine).toBe(lost.unknown);

    await own.restart();
    const again = await RedisClient.open(own.target(), { purpose: 'listener', blocking: true });
    const numbers: number[] = [];
    again.listen({
      message: (_channel, payload) => numbers.push((JSON.parse(payload.toString()) as { n: number }).n),
    });
    await again.call('subscribe', 'out');
    await dying.ready();
    const rest = new FileRun(dying, await openFile(path), {
      ...plan,
      timing: { mode: 'fast' },
      fromLine: lost.nextLine,
    });
    expect(await finish(rest)).toMatchObject({ state: 'done', sent: 20_000 - lost.sent });
    await until(
      () => numbers.length,
      length => length >= 20_000 - lost.sent,
    );
    expect(numbers).toEqual(Array.from({ length: 20_000 - lost.sent }, (_, n) => lost.nextLine + n));
    again.close();
    dying.close();
  } finally {
    await own.stop();
  }
});

test('a user who may run no scripts publishes all the same; one who may not publish is told so', async () => {
  await server.ask('ACL', 'SETUSER', 'plain', 'on', '>pw', 'allchannels', '+@all', '-@scripting');
  await server.ask('ACL', 'SETUSER', 'mute', 'on', '>pw', 'resetchannels', '&other', '+@all');
  const path = await fileOf(Array.from({ length: 100 }, (_, n) => `${n}`).join('\n'));
  const as = async (username: string) => {
    const target = server.target({ username });
    const theirs = new Connection({
      id: username,
      target,
      secrets: async () => ({ ...noSecrets, password: 'pw' }),
    });
    await theirs.ready();
    const plan = { command: 'PUBLISH', target: one('out'), timing: { mode: 'fast' }, fromLine: 1 } as const;
    const state = await finish(new FileRun(theirs, await openFile(path), plan));
    theirs.close();
    return state;
  };
  expect(await as('plain')).toMatchObject({ state: 'done', sent: 100, delivered: 100 });
  expect(await as('mute')).toMatchObject({ state: 'failed', sent: 0, refused: 1, unknown: 0, nextLine: 2 });
});

test('stopped, it says how far it came, and that is what arrived', async () => {
  const path = await fileOf(Array.from({ length: 100_000 }, (_, n) => `${n}`).join('\n'));
  const run = await start(path, one('out'), { mode: 'rate', perSecond: 1_000 });
  await until(
    () => run.state().sent,
    sent => sent > 50,
  );
  run.stop();
  const stopped = await finish(run);
  expect(stopped.state).toBe('stopped');
  await until(
    () => heard.length,
    length => length >= stopped.sent,
  );
  expect(heard.length).toBe(stopped.sent);
  expect(stopped.nextLine).toBe(stopped.sent + 1);
});

test('an upload is readable once it is whole, and leaves nothing in its folder', async () => {
  const uploads = new Uploads(folder);
  const id = await uploads.begin('page', 6);
  await uploads.append('page', id, 0, Buffer.from('1\n2'));
  expect(() => uploads.open('page', id)).toThrow('Of the file');
  await expect(uploads.append('page', id, 0, Buffer.from('x'))).rejects.toThrow('does not follow');
  await uploads.append('page', id, 3, Buffer.from('2\n3'));
  expect(() => uploads.open('another', id)).toThrow('no longer has this file');
  const source = uploads.open('page', id);
  expect((await source.read(0, 100)).toString()).toBe('1\n22\n3');
  await uploads.endPage('page');
  await expect(source.read(0, 1)).rejects.toThrow('no longer has this file');
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  [Buffer.from([0x1f, 0x8b, 8, 0]), 'gzip'],
  [Buffer.from('\ufeff{"a":1}\n', 'utf16le'), 'UTF-16'],
  [Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1]), 'binary'],
  ['[\n  {"a": 1},\n  {"a": 2}\n]\n', "jq -c '.[]'"],
])('a file that is something else is explained', async (content, warning) => {
  expect((await check(await fileOf(content))).warning).toContain(warning);
});

test('a folder and a missing file are explained', async () => {
  await expect(openFile(folder)).rejects.toThrow('is not a file');
  await expect(openFile(join(folder, 'none'))).rejects.toThrow('does not exist');
});

test('a run that cannot begin lets go of its file', async context => {
  if (process.platform !== 'linux') return context.skip('open files are listed in /proc');
  const path = await fileOf('{"n":1}');
  const { run } = publishFileHandlers(
    { get: () => connection } as unknown as Connections,
    new Uploads(folder),
    new PageJobs(),
    () => path,
  );
  const input = { connectionId: 'c', jobId: 'r', command: 'PUBLISH', fromLine: 1 } as const;
  const source = { kind: 'recording', name: 'file' } as const;
  const begun = run(
    { ...input, source, target: one(''), timing: { mode: 'fast' } },
    { page: { id: 'page' }, signal: new AbortController().signal },
  );
  await expect(begun[Symbol.asyncIterator]().next()).rejects.toThrow('The channel is empty');
  const open = await readdir('/proc/self/fd');
  const files = await Promise.all(open.map(fd => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  expect(files).not.toContain(path);
});
