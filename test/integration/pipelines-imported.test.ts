import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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

const unconfirmed = (id: string) => service.list().find(listed => listed.id === id)?.unconfirmed;

test('an imported file is refused until it is confirmed, whatever its text and over a restart', async () => {
  const id = await service.save(undefined, 'X', text('1'), true);
  await expect(service.start(id, 'any', false, false)).rejects.toMatchObject({ code: 'conflict' });
  await service.save(id, 'X', text('2'), false);
  await open();
  expect(unconfirmed(id)).toBe(true);
  await expect(service.start(id, 'any', false, false)).rejects.toMatchObject({ code: 'conflict' });
  await service.start(id, 'any', false, true);
  expect(unconfirmed(id)).toBe(false);
  await until(
    () => service.run(id).state.state,
    state => state === 'ended',
  );
  await open();
  await service.start(id, 'any', false, false);
  expect(unconfirmed(id)).toBe(false);
});

test('a confirmation of a file with mistakes does not count for what it becomes', async () => {
  const id = await service.save(undefined, 'X', '{"source":{"type":"kafka"},"sinks":[]}', true);
  await expect(service.start(id, 'any', false, true)).rejects.toMatchObject({ code: 'bad-input' });
  await service.save(id, 'X', text('1'), false);
  await expect(service.start(id, 'any', false, false)).rejects.toMatchObject({ code: 'conflict' });
});

test("a file of one's own needs no confirmation", async () => {
  const id = await service.save(undefined, 'X', text('1'), false);
  await service.start(id, 'any', false, false);
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
      await expect(service.start(secret, 'any', false, true)).rejects.toMatchObject({
        code: 'bad-input',
        message: expect.stringMatching(/may not read.*REDIS_\* and MILLRACE_\*/s),
      });
      const withDefault = await service.save(
        undefined,
        'Y',
        writing(join(settingsFolder, '${FUZZ_SECRET:-none}')),
        true,
      );
      await service.start(withDefault, 'any', false, true);
      await ended(withDefault);
      expect(await readdir(settingsFolder)).toContain('none');
      await service.start(
        await service.save(undefined, 'Z', text('${REDIS_FUZZ}'), true),
        'any',
        false,
        true,
      );
      await service.start(
        await service.save(undefined, 'O', text('${FUZZ_SECRET}'), false),
        'any',
        false,
        false,
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
    await expect(service.start(id, 'any', false, true)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('is there already'),
    });
    expect(await readFile(path, 'utf8')).toBe('mine');
    expect(unconfirmed(id)).toBe(true);
    await rm(path);
    await symlink('/nowhere/else', path);
    await expect(service.start(id, 'any', false, true)).rejects.toMatchObject({ code: 'conflict' });
    await rm(path);
    await service.start(id, 'any', false, true);
    await ended(id);
    await open();
    await service.start(id, 'any', false, false);
    await ended(id);
    expect((await readFile(path, 'utf8')).trim().split('\n')).toHaveLength(2);
  });

  test('is told in full, with what is not seen written out', () => {
    const { touches } = checkPipelineText(
      JSON.stringify({
        source: { type: 'sse', url: 'http://127.0.0.1/?k=${REDIS_KEY:-none}' },
        sinks: [{ type: 'file', path: '/tmp/\u202egpj.exe' }],
      }),
      'x',
    );
    expect(touches).toMatchObject({
      hosts: ['http://127.0.0.1/?k=none'],
      variables: ['REDIS_KEY in source.url'],
      paths: ['/tmp/\\xe2\\x80\\xaegpj.exe'],
    });
  });
});
