import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { hostname as nameOfHost, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { deflateSync, inflateSync } from 'node:zlib';
import { RedisClient } from '../src/main/engine/connections/redis-client.ts';
import { asArray, asBuffer, asText } from '../src/main/engine/connections/replies.ts';
import { parseTargetUrl } from '../src/shared/redis/target-url.ts';

// Records what frameworks leave in Redis, for the tests of the recognisers and of the job queues: each is installed into a temporary folder and
// used against an empty server, whose database 0 is flushed between them. Those of npm come from npm, RQ and Celery from PyPI (by python3), and
// Sidekiq has to be installed (Debian: ruby-sidekiq). With names only these are recorded; the others stay as they were.
//   node scripts/record-frameworks.mjs redis://127.0.0.1:6379 flush [bullmq rq celery sidekiq ...]

const PACKAGES = [
  'bullmq@6.7.0',
  'bull@4.16.5',
  'bee-queue@2.0.0',
  'socket.io@4',
  '@socket.io/redis-adapter@8.3.0',
  '@socket.io/redis-streams-adapter@0.3.1',
  'ioredis@5',
  'redis@5',
];
const PYTHON_PACKAGES = ['rq==3.0.0', 'celery==5.7.0', 'redis==8.1.0', 'packaging'];
const programs = fileURLToPath(new URL('record-frameworks', import.meta.url));
const file = fileURLToPath(new URL('../test/fixtures/recorded-frameworks.json', import.meta.url));
/** Where a stack is kept there are paths of this machine. */
const STACKS = /^(stacktrace|stacktraces)$/;
/** Of a channel the first messages are kept. */
const MOST_MESSAGES = 2;
const WAIT_MS = 20_000;

const [, , url, agreed, ...only] = process.argv;
if (url === undefined || agreed !== 'flush')
  throw new Error('Name a server whose database 0 may be flushed: redis://127.0.0.1:6379 flush');

const folder = await mkdtemp(join(tmpdir(), 'millrace-frameworks-'));
const python = join(folder, 'python', 'bin', 'python');
await promisify(execFile)('npm', [
  'install',
  '--prefix',
  folder,
  '--no-audit',
  '--no-fund',
  '--ignore-scripts',
  ...PACKAGES,
]);
/** Nothing is known of their types here. @type {(name: string) => any} */
const load = createRequire(join(folder, 'index.js'));
const { hostname, port } = new URL(url);
const connection = { host: hostname, port: Number(port) };
const client = await RedisClient.open(parseTargetUrl(url).target, { purpose: 'record' });

/** @type {{ framework: string, by: string, make: () => Promise<() => Promise<void>>, version?: () => Promise<string> }[]} each resolves when there is something to record, to what ends it */
const frameworks = [
  { framework: 'BullMQ', by: 'bullmq', make: makeBullmq },
  { framework: 'Bull', by: 'bull', make: makeBull },
  { framework: 'bee-queue', by: 'bee-queue', make: makeBeeQueue },
  { framework: 'socket.io', by: '@socket.io/redis-adapter', make: makePubSubAdapter },
  { framework: 'socket.io', by: '@socket.io/redis-streams-adapter', make: makeStreamsAdapter },
  { framework: 'RQ', by: 'rq', make: () => makeByPython('rq_jobs.py'), version: () => pythonVersion('rq') },
  {
    framework: 'Celery',
    by: 'celery',
    make: () => makeByPython('celery_tasks.py'),
    version: () => pythonVersion('celery'),
  },
  {
    framework: 'Sidekiq',
    by: 'sidekiq',
    make: () => makeByProgram('ruby', 'sidekiq_jobs.rb'),
    version: async () => lastWord((await promisify(execFile)('sidekiq', ['--version'])).stdout),
  },
];

/** @type {{ by: string }[]} */
const before = JSON.parse(await readFile(file, 'utf8'));
const recorded = [];
for (const { framework, by, make, version } of frameworks) {
  if (only.length > 0 && !only.includes(by)) {
    recorded.push(...before.filter(one => one.by === by));
    continue;
  }
  await client.call('FLUSHDB');
  const heard = await listen();
  const end = await make();
  const keys = await readKeyspace();
  await end();
  recorded.push({
    framework,
    by,
    version: version ? await version() : load(join(folder, 'node_modules', by, 'package.json')).version,
    keys,
    channels: heard(),
  });
}
await client.call('FLUSHDB');
client.close();
await writeFile(file, `${JSON.stringify(recorded, null, 2)}\n`);
await rm(folder, { recursive: true });
process.exit();

async function makeBullmq() {
  const { FlowProducer, Queue, Worker } = load('bullmq');
  const queue = new Queue('paint', { connection });
  const flows = new FlowProducer({ connection });
  const state = jobsThatWait();
  const worker = new Worker('paint', state.process, { connection, autorun: false });
  await queue.add('wall', { color: 'red' });
  await queue.add('fail', {}, { attempts: 1 });
  void worker.run();
  await happens(worker, 'failed');
  await queue.add('hold', {});
  await state.held;
  await queue.add('wall', { color: 'blue' });
  await queue.add('wall', {}, { delay: 60_000 });
  await queue.add('wall', {}, { priority: 3 });
  await queue.upsertJobScheduler('daily', { every: 86_400_000 }, { name: 'wall' });
  await flows.add({ name: 'house', queueName: 'paint', children: [{ name: 'wall', queueName: 'paint' }] });
  return async () => {
    state.release();
    await worker.close();
    await flows.close();
    await queue.close();
  };
}

async function makeBull() {
  const Queue = load('bull');
  const queue = new Queue('paint', { redis: connection });
  const state = jobsThatWait();
  void queue.process('*', state.process);
  await queue.add('wall', { color: 'red' });
  await queue.add('fail', {});
  await happens(queue, 'global:failed');
  await queue.add('hold', {});
  await state.held;
  await queue.add('wall', { color: 'blue' });
  await queue.add('wall', {}, { delay: 60_000 });
  await queue.add('wall', {}, { priority: 3 });
  return async () => {
    state.release();
    await queue.close();
  };
}

async function makeBeeQueue() {
  const Queue = load('bee-queue');
  const queue = new Queue('add', { redis: connection, activateDelayedJobs: true });
  const state = jobsThatWait();
  queue.process((/** @type {any} */ job) => state.process({ name: job.data.name }));
  await queue.createJob({ name: 'sum', x: 2 }).save();
  await happens(queue, 'job succeeded');
  await queue.createJob({ name: 'hold' }).save();
  await state.held;
  await queue.createJob({ name: 'sum', x: 3 }).save();
  await queue
    .createJob({ name: 'sum', x: 4 })
    .delayUntil(Date.now() + 60_000)
    .save();
  return async () => {
    state.release();
    await queue.close(WAIT_MS);
  };
}

async function makePubSubAdapter() {
  const { createAdapter } = load('@socket.io/redis-adapter');
  const Redis = load('ioredis');
  const { Server } = load('socket.io');
  const clients = Array.from({ length: 4 }, () => new Redis(connection));
  const [first, second] = [clients.slice(0, 2), clients.slice(2)].map(
    pair => new Server(createServer(), { adapter: createAdapter(...pair) }),
  );
  await until(async () => (await first.of('/').adapter.serverCount()) === 2);
  first.emit('news', { text: 'hello' });
  first.to('room').emit('news', 1);
  await first.of('/').fetchSockets();
  second.serverSideEmit('ping');
  // A message of its own, behind all of theirs.
  await client.call('PUBLISH', 'recorder:end', '');
  return async () => {
    await Promise.all([first.close(), second.close()]);
    for (const redis of clients) redis.disconnect();
  };
}

async function makeStreamsAdapter() {
  const { createAdapter } = load('@socket.io/redis-streams-adapter');
  const { createClient } = load('redis');
  const { Server } = load('socket.io');
  const redis = await createClient({ url }).connect();
  const server = new Server(createServer(), { adapter: createAdapter(redis) });
  server.emit('news', { text: 'hello' });
  server.emit('news', Buffer.from([1, 2, 3]));
  await until(async () => Number(await client.call('XLEN', 'socket.io')) >= 2);
  return async () => {
    await server.close();
    redis.destroy();
  };
}

async function makeByPython(/** @type {string} */ program) {
  const run = promisify(execFile);
  await run('python3', ['-m', 'venv', join(folder, 'python')]);
  await run(python, ['-m', 'pip', 'install', '--quiet', ...PYTHON_PACKAGES]);
  return makeByProgram(python, program);
}

async function pythonVersion(/** @type {string} */ name) {
  const program = `import importlib.metadata as m; print(m.version('${name}'))`;
  return (await promisify(execFile)(python, ['-c', program])).stdout.trim();
}

/** A program that says "ready" when there is something to record, and ends with its standard input. */
async function makeByProgram(/** @type {string} */ command, /** @type {string} */ program) {
  const child = spawn(command, [join(programs, program), String(url)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: programs,
    env: { ...process.env, RECORD_URL: url, PYTHONPATH: programs, PYTHONDONTWRITEBYTECODE: '1' },
  });
  const ended = once(child, 'exit');
  await Promise.race([
    once(child.stdout, 'data'),
    ended.then(() => Promise.reject(new Error(`${program} ended before it was ready.`))),
  ]);
  return async () => {
    child.stdin.end();
    await ended;
  };
}

function lastWord(/** @type {string} */ text) {
  return text.trim().split(' ').at(-1) ?? '';
}

/** What jobs do, by their names: `fail` fails, `hold` lasts until it is released. */
function jobsThatWait() {
  const held = Promise.withResolvers();
  const released = Promise.withResolvers();
  return {
    held: held.promise,
    release: () => released.resolve(undefined),
    process: async (/** @type {{ name: string }} */ { name }) => {
      if (name === 'fail') throw new Error('No paint');
      if (name !== 'hold') return { done: name };
      held.resolve(undefined);
      await released.promise;
      return undefined;
    },
  };
}

function happens(/** @type {import('node:events').EventEmitter} */ emitter, /** @type {string} */ event) {
  return new Promise(resolve => void emitter.once(event, resolve));
}

async function until(/** @type {() => Promise<boolean>} */ holds) {
  for (const end = Date.now() + WAIT_MS; !(await holds());) {
    if (Date.now() > end) throw new Error('It did not happen.');
    await new Promise(resolve => void setTimeout(resolve, 50));
  }
}

/** Hears all channels from now on. */
async function listen() {
  const Redis = load('ioredis');
  const redis = new Redis(connection);
  /** @type {{ name: string, payload: string }[]} */
  const heard = [];
  redis.on(
    'pmessageBuffer',
    (/** @type {unknown} */ _pattern, /** @type {Buffer} */ name, /** @type {Buffer} */ payload) =>
      heard.push({ name: latin1(name), payload: latin1(payload) }),
  );
  await redis.psubscribe('*');
  return () => {
    redis.disconnect();
    const own = heard.filter(({ name }) => !name.startsWith('recorder:'));
    return [...Map.groupBy(own, ({ name }) => name).values()].flatMap(of => of.slice(0, MOST_MESSAGES));
  };
}

/** As `Keyspace` in test/fixtures/framework-keys.ts. */
async function readKeyspace() {
  const names = asArray(await client.call('KEYS', '*')).map(asBuffer);
  /** @type {Record<string, unknown>} */
  const keys = {};
  for (const name of names.sort((a, b) => a.compare(b))) keys[latin1(name)] = await readKey(name);
  return keys;
}

async function readKey(/** @type {Buffer} */ name) {
  const type = asText(await client.call('TYPE', name));
  if (type === 'string') return { string: latin1(await client.call('GET', name)) };
  if (type === 'hash') return { hash: pairs(await client.call('HGETALL', name)) };
  if (type === 'list') return { list: asArray(await client.call('LRANGE', name, 0, -1)).map(latin1) };
  if (type === 'set') return { set: asArray(await client.call('SMEMBERS', name)).map(latin1) };
  if (type === 'stream') {
    const [entry] = asArray(await client.call('XREVRANGE', name, '+', '-', 'COUNT', 1));
    return { stream: pairs(asArray(entry)[1]) };
  }
  const scores = pairs(await client.call('ZRANGE', name, 0, -1, 'WITHSCORES'));
  return {
    zset: Object.fromEntries(Object.entries(scores).map(([member, score]) => [member, Number(score)])),
  };
}

/** @returns {Record<string, string>} */
function pairs(/** @type {any} */ reply) {
  const items = asArray(reply)
    .flatMap(item => (Array.isArray(item) ? item : [item]))
    .map(latin1);
  return Object.fromEntries(
    Array.from({ length: items.length / 2 }, (_, index) => [
      items[2 * index],
      STACKS.test(items[2 * index] ?? '') ? '[]' : items[2 * index + 1],
    ]),
  );
}

function latin1(/** @type {any} */ reply) {
  return typeof reply === 'number' ? String(reply) : withoutThisMachine(asBuffer(reply)).toString('latin1');
}

/** Names of this machine and its folders, also in what RQ compresses: a trace, as it is or in base64. @type {(bytes: Buffer) => Buffer} */
function withoutThisMachine(bytes) {
  const text = bytes.toString('latin1');
  if (text.startsWith('x\x9c')) return deflateSync(withoutThisMachine(inflateSync(bytes)));
  if (text.startsWith('eJ'))
    return Buffer.from(withoutThisMachine(Buffer.from(text, 'base64')).toString('base64'));
  const general = text
    .replaceAll(programs, '/app')
    .replaceAll(folder, '/app')
    .replaceAll(/\/usr\/[\w./+-]+\//g, '/usr/lib/')
    .replaceAll(nameOfHost(), 'host1');
  return Buffer.from(general, 'latin1');
}
