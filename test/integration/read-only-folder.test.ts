import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MillraceError } from '#shared/rpc/errors.ts';
import { MemorySecretStore } from '#engine/host-services.ts';
import type { Engine } from '#engine/engine.ts';
import { recordingHead } from '#engine/recordings/recording-line.ts';
import { openTestPage, startTestEngine } from '../support/engine-client.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

/** A second Millrace on a folder that another one has: whatever it is asked, it writes nothing there. */
let folder: string;
let redis: TestServer;
let engine: Engine;
let page: Awaited<ReturnType<typeof openTestPage>>;
const secrets = new MemorySecretStore();
const text = JSON.stringify({
  source: { type: 'generator', payload: 'x', count: 1 },
  sinks: [{ type: 'stdout' }],
});
const draft = { name: 'second', color: 2, environment: 'local' as const };

beforeAll(async () => {
  redis = await startRedisServer(['--requirepass', 'kept']);
  folder = mkdtempSync(join(tmpdir(), 'millrace-read-only-'));
  mkdirSync(join(folder, 'pipelines'));
  mkdirSync(join(folder, 'recordings'));
  const profile = { id: 'p', name: 'first', color: 1, environment: 'local', target: redis.target() };
  writeFileSync(
    join(folder, 'settings.json'),
    JSON.stringify({ version: 2, profiles: [profile], open: ['p'] }),
  );
  writeFileSync(join(folder, 'pipelines/mine.json'), JSON.stringify({ version: 1, name: 'Mine', text }));
  writeFileSync(join(folder, 'recordings/running.jsonl'), `${recordingHead(1)}\n`);
  writeFileSync(join(folder, 'settings.json.2147483646.new'), 'half');
  await secrets.set('connection p', 'kept');
  // The process that has it.
  writeFileSync(join(folder, 'lock'), String(process.ppid));
  engine = await startTestEngine(folder, { secrets });
  page = await openTestPage(engine);
  await page.client.connections.open({ id: 'p' });
  for await (const { open } of page.client.connections.watch()) if (open[0]?.state.state === 'ready') break;
});
afterAll(async () => {
  page.close();
  await engine.close();
  await redis.stop();
  rmSync(folder, { recursive: true });
});

/** Every file of the folder, with what is in it. */
function contents(): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    names.map(name => {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) return [name, 'folder'];
      return [name, createHash('sha256').update(readFileSync(path)).digest('hex')];
    }),
  );
}
async function refusal(asked: Promise<unknown>): Promise<unknown> {
  return asked.then(
    () => 'done',
    (error: unknown) => error,
  );
}

const client = () => page.client;
async function upload(bytes: Buffer): Promise<string> {
  const { uploadId } = await client().uploads.begin({ size: bytes.length });
  await client().uploads.append({ uploadId, offset: 0, chunk: new Uint8Array(bytes) });
  return uploadId;
}
async function feedId(): Promise<string> {
  for await (const { feedId } of client().pubsub.watch({ connectionId: 'p' })) return feedId;
  throw new Error('there is no session');
}
async function exportAll(): Promise<unknown> {
  let outcome: unknown;
  const job = { jobId: crypto.randomUUID(), feedId: await feedId(), filter: null, name: 'exported' };
  for await (const progress of client().recordings.export(job)) outcome = progress;
  return outcome;
}

const writers: Record<string, { write: () => Promise<unknown>; refused: boolean }> = {
  'a setting': { write: () => client().app.updateSettings({ theme: 'light' }), refused: false },
  'a connection': {
    write: async () =>
      client().connections.save({ draft: { ...draft, target: redis.target() }, password: 'secret' }),
    refused: false,
  },
  'a new pipeline': { write: () => client().pipelines.save({ name: 'New', text }), refused: false },
  'a pipeline of a name that is there': {
    write: () => client().pipelines.save({ name: 'Mine', text: '{}' }),
    refused: false,
  },
  'a pipeline that is there': {
    write: () => client().pipelines.save({ id: 'mine', name: 'Mine', text: '{}' }),
    refused: false,
  },
  'that a pipeline is gone': { write: () => client().pipelines.remove({ id: 'mine' }), refused: true },
  'that a pipeline runs': {
    write: async () => {
      const { id } = await client().pipelines.save({ name: 'Runs', text });
      await client().pipelines.start({ id, connectionId: 'p', offline: false });
      for await (const run of client().pipelines.run({ id })) if (run?.state === 'ended') break;
    },
    refused: false,
  },
  'a recording': {
    write: () => client().recordings.start({ connectionId: 'p', name: 'second' }),
    refused: true,
  },
  'that a recording is gone': {
    write: () => client().recordings.delete({ name: 'running' }),
    refused: true,
  },
  'another name of a recording': {
    write: () => client().recordings.rename({ name: 'running', to: 'mine' }),
    refused: true,
  },
  'a recording that is handed over': {
    write: async () =>
      client().recordings.import({ uploadId: await upload(Buffer.from(`${recordingHead(1)}\n`)), name: 'x' }),
    refused: true,
  },
  'an export': { write: exportAll, refused: true },
  'what is lent of the notifications': {
    write: () =>
      client().notifications.subscribe({
        connectionId: 'p',
        subscriptions: [{ kind: 'pattern', name: new Uint8Array(Buffer.from('__key*')) }],
        flags: 'KEA',
        change: true,
      }),
    refused: false,
  },
  'the password of a connection': {
    write: () =>
      client().connections.save({ id: 'p', draft: { ...draft, target: redis.target() }, password: 'other' }),
    refused: false,
  },
  'which connections are open': { write: () => client().connections.close({ id: 'p' }), refused: false },
};

test.each(Object.entries(writers))('is not written: %s', async (_, { write, refused }) => {
  const before = contents();
  const outcome = await refusal(write());
  if (refused)
    expect(outcome).toMatchObject({ code: 'conflict', message: expect.stringContaining('Another Millrace') });
  else expect(outcome).not.toBeInstanceOf(MillraceError);
  expect(contents()).toEqual(before);
  expect(await secrets.get('connection p')).toBe('kept');
});

test('it can still be read, and its end takes nothing with it', async () => {
  const before = contents();
  const { bytes } = await client().recordings.read({ name: 'running', offset: 0, length: 10 });
  expect(bytes).toHaveLength(10);
  const second = await startTestEngine(folder, { secrets });
  await second.close();
  expect(await until(contents, () => true)).toEqual(before);
});
