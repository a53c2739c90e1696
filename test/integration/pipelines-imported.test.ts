import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
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
