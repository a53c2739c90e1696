import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { checkPipelineText } from '#engine/pipelines/file/outline.ts';
import { PipelineService } from '#engine/pipelines/supervise/service.ts';
import { targetSchema } from '#shared/redis/target.ts';
import { until } from '../support/until.ts';

/** The engine, not the page, keeps an imported file from starting unasked. */
let settingsFolder: string;
let service: PipelineService;
const open = async () =>
  (service = await PipelineService.open({
    settingsFolder,
    readOnly: null,
    log: () => {},
    userAgent: 'Millrace tests',
    isSandbox: () => false,
    connectionName: () => 'local',
    access: async () => ({
      target: targetSchema.parse({ address: { kind: 'tcp', host: '127.0.0.1', port: 1 } }),
      password: undefined,
    }),
  }));
beforeEach(async () => {
  settingsFolder = await mkdtemp(join(tmpdir(), 'millrace-imported-'));
  await open();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await service.close();
  await rm(settingsFolder, { recursive: true, force: true });
});

const text = (payload: string) =>
  JSON.stringify({
    name: 'X',
    source: { type: 'generator', payload, count: 1 },
    sinks: [{ type: 'stdout' }],
  });
test('one that could not be saved is not listed', async () => {
  await writeFile(join(settingsFolder, 'pipelines'), 'in the way');
  const listed = service.list();
  await expect(service.save(undefined, 'New', text('x'), false)).rejects.toMatchObject({
    code: 'denied',
    message: expect.stringContaining('cannot be saved'),
  });
  expect(service.list()).toEqual(listed);
});

/** It was confirmed, and no variable ticked. */
const nothing = { variables: [] };
const unconfirmed = (id: string) => service.list().find(listed => listed.id === id)?.unconfirmed;

test('an imported file is refused until it is confirmed, whatever its text and over a restart', async () => {
  const id = await service.save(undefined, 'X', text('1'), true);
  await expect(service.start(id, 'any', false, null)).rejects.toMatchObject({ code: 'conflict' });
  await service.save(id, 'X', text('2'), false);
  await open();
  expect(unconfirmed(id)).toBe(true);
  await expect(service.start(id, 'any', false, null)).rejects.toMatchObject({ code: 'conflict' });
  await service.start(id, 'any', false, nothing);
  expect(unconfirmed(id)).toBe(false);
  await until(
    () => service.run(id).state.state,
    state => state === 'ended',
  );
  await open();
  await service.start(id, 'any', false, null);
  expect(unconfirmed(id)).toBe(false);
});

test('an imported file sends through the proxy of the environment', async () => {
  const asked: string[] = [];
  const proxy = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(204).end();
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  vi.stubEnv('NO_PROXY', '');
  const file = { ...JSON.parse(text('1')), sinks: [{ type: 'http', url: 'http://nowhere.invalid/hook' }] };
  const id = await service.save(undefined, 'X', JSON.stringify(file), true);
  await service.start(id, 'any', false, nothing);
  await until(
    () => service.run(id).state.state,
    state => state === 'ended',
  );
  proxy.close();
  expect(asked).toEqual(['POST http://nowhere.invalid/hook']);
});

test('a confirmation of a file with mistakes does not count for what it becomes', async () => {
  const id = await service.save(undefined, 'X', '{"source":{"type":"kafka"},"sinks":[]}', true);
  await expect(service.start(id, 'any', false, nothing)).rejects.toMatchObject({ code: 'bad-input' });
  await service.save(id, 'X', text('1'), false);
  await expect(service.start(id, 'any', false, null)).rejects.toMatchObject({ code: 'conflict' });
});

test('what would not be seen in its name is written out, in lists and in logs', async () => {
  const id = await service.save(undefined, 'Turned \u202eround', text('x'), true);
  expect(service.list().find(listed => listed.id === id)?.name).toBe('Turned \\xe2\\x80\\xaeround');
});

test("a file of one's own needs no confirmation", async () => {
  const id = await service.save(undefined, 'X', text('1'), false);
  await service.start(id, 'any', false, null);
  expect(service.run(id).isLive).toBe(true);
});

describe('what an imported file may reach', () => {
  const writing = (path: string) =>
    JSON.stringify({
      source: { type: 'generator', fields: { n: '1' }, count: 1 },
      sinks: [{ type: 'file', path }],
    });
  const ended = (id: string) =>
    until(
      () => service.run(id).state,
      ({ state }) => state === 'ended' || state === 'failed',
    );

  test('secrets of the environment are not there for it, also once it is confirmed; its person’s own files have them', async () => {
    process.env.FUZZ_SECRET = 'secret';
    process.env.REDIS_FUZZ = 'fine';
    try {
      const secret = await service.save(undefined, 'X', text('${FUZZ_SECRET}'), true);
      await expect(service.start(secret, 'any', false, nothing)).rejects.toMatchObject({
        code: 'bad-input',
        message: expect.stringMatching(/may not read.*REDIS_\*, MILLRACE_\* and what is ticked/s),
      });
      const withDefault = await service.save(
        undefined,
        'Y',
        writing(join(settingsFolder, '${FUZZ_SECRET:-none}')),
        true,
      );
      await service.start(withDefault, 'any', false, nothing);
      await ended(withDefault);
      expect(await readdir(settingsFolder)).toContain('none');
      await service.start(
        await service.save(undefined, 'Z', text('${REDIS_FUZZ}'), true),
        'any',
        false,
        nothing,
      );
      await service.start(
        await service.save(undefined, 'O', text('${FUZZ_SECRET}'), false),
        'any',
        false,
        null,
      );
    } finally {
      delete process.env.FUZZ_SECRET;
      delete process.env.REDIS_FUZZ;
    }
  });

  test('a file that is there is not written to; one that it has made is, again and over a restart', async () => {
    const path = join(settingsFolder, 'start-up');
    await writeFile(path, 'mine');
    const id = await service.save(undefined, 'X', writing(path), true);
    await expect(service.start(id, 'any', false, nothing)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('already exists'),
    });
    expect(await readFile(path, 'utf8')).toBe('mine');
    expect(unconfirmed(id)).toBe(true);
    await rm(path);
    await symlink('/nowhere/else', path);
    await expect(service.start(id, 'any', false, nothing)).rejects.toMatchObject({ code: 'conflict' });
    await rm(path);
    await service.start(id, 'any', false, nothing);
    await ended(id);
    await open();
    await service.start(id, 'any', false, null);
    await ended(id);
    expect((await readFile(path, 'utf8')).trim().split('\n')).toHaveLength(2);
  });

  test('is told in full, with what is not seen written out', () => {
    vi.stubEnv('HTTP_PROXY', 'http://proxy.example:3128');
    vi.stubEnv('HTTPS_PROXY', 'http://me:secret@proxy.example:3128');
    const { touches, pipelines } = checkPipelineText(
      JSON.stringify({
        name: 'turned \u202earound',
        source: { type: 'sse', url: 'http://127.0.0.1/?k=${REDIS_KEY:-none}&s=${SECRET:-}' },
        where: 'event.name == "\u202ex"',
        sinks: [
          { type: 'file', path: '/nowhere/\u202egpj.exe' },
          { type: 'http', url: 'https://elsewhere.example/hook' },
        ],
      }),
      'x',
    );
    expect(touches).toEqual({
      hosts: ['http://127.0.0.1/?k=none&s=', 'https://elsewhere.example/hook'],
      proxies: ['proxy.example:3128'],
      variables: [
        { name: 'REDIS_KEY', places: ['source.url'], isForAll: true },
        { name: 'SECRET', places: ['source.url'], isForAll: false },
      ],
      reads: { paths: [], keys: [], channels: [] },
      writes: {
        paths: ['/nowhere/\\xe2\\x80\\xaegpj.exe'],
        keys: ['millrace:{turned-around}:0'],
        channels: [],
      },
    });
    expect(JSON.stringify(pipelines)).not.toContain('\u202e');
  });

  test('is told as what it reads and what it changes: a list that is read is emptied, a group lies in its stream', () => {
    const { touches } = checkPipelineText(
      JSON.stringify({
        pipelines: [
          { source: { type: 'jsonl', path: '/data/in' }, sinks: [{ type: 'publish', channel: 'news' }] },
          {
            source: { type: 'list', key: 'jobs', processing: 'doing' },
            sinks: [{ type: 'stream', key: 'out' }],
          },
          { source: { type: 'stream', keys: ['a'] }, sinks: [{ type: 'stdout' }] },
          { source: { type: 'stream', keys: ['b'], group: 'g' }, sinks: [{ type: 'stdout' }] },
        ],
      }),
      'x',
    );
    expect(touches.reads).toEqual({ paths: ['/data/in'], keys: ['jobs', 'doing', 'a', 'b'], channels: [] });
    expect(touches.writes).toMatchObject({ paths: [], channels: ['news'] });
    expect(touches.writes.keys).toEqual(expect.arrayContaining(['jobs', 'doing', 'b', 'out']));
    expect(touches.writes.keys).not.toContain('a');
  });

  test('a variable that is ticked is there for it, also over a restart; one that is used later is asked for', async () => {
    process.env.FUZZ_SECRET = 'secret';
    process.env.FUZZ_OTHER = 'other';
    try {
      const id = await service.save(undefined, 'X', text('${FUZZ_SECRET}'), true);
      await service.start(id, 'any', false, { variables: ['FUZZ_SECRET'] });
      await ended(id);
      await open();
      await service.start(id, 'any', false, null);
      await ended(id);
      await service.save(id, 'X', text('${FUZZ_SECRET} ${FUZZ_OTHER}'), false);
      await expect(service.start(id, 'any', false, null)).rejects.toMatchObject({ code: 'bad-input' });
      expect(unconfirmed(id)).toBe(true);
      await service.start(id, 'any', false, { variables: ['FUZZ_OTHER'] });
      await ended(id);
      expect(unconfirmed(id)).toBe(false);
    } finally {
      delete process.env.FUZZ_SECRET;
      delete process.env.FUZZ_OTHER;
    }
  });

  test('files stay in the folders that were confirmed, wherever a link leads; another is asked for', async () => {
    const inside = join(settingsFolder, 'inside');
    const outside = join(settingsFolder, 'outside');
    await mkdir(join(inside, 'below'), { recursive: true });
    await mkdir(outside);
    await symlink(outside, join(inside, 'link'));
    const id = await service.save(undefined, 'X', writing(join(inside, 'a')), true);
    await service.start(id, 'any', false, nothing);
    await ended(id);
    await service.save(id, 'X', writing(join(inside, 'below', 'b')), false);
    await service.start(id, 'any', false, null);
    await ended(id);
    await service.save(id, 'X', writing(join(inside, 'link', 'c')), false);
    await expect(service.start(id, 'any', false, null)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(outside),
    });
    expect(unconfirmed(id)).toBe(true);
    expect(await readdir(outside)).toEqual([]);
    await service.start(id, 'any', false, nothing);
    await ended(id);
    expect(await readdir(outside)).toEqual(['c']);
  });
});
