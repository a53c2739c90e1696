import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Flow } from '#shared/contract/flow.ts';
import { checkPipelineText } from '#engine/pipelines/file/outline.ts';
import { watchFlow } from '#engine/pipelines/flow/watch-flow.ts';
import { PipelineService } from '#engine/pipelines/supervise/service.ts';
import { stateWith } from '../support/composer.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

/** Pipelines as one picture: who is joined with whom, and who falls behind, on a real server. */
let server: TestServer;
let folder: string;
let service: PipelineService;
beforeEach(async () => {
  server = await startRedisServer();
  folder = await mkdtemp(join(tmpdir(), 'millrace-flow-'));
  service = await PipelineService.open({
    settingsFolder: folder,
    readOnly: null,
    log: () => {},
    userAgent: 'Millrace tests',
    connectionName: () => 'local',
    access: async () => ({ target: server.target(), password: undefined }),
    isSandbox: () => false,
  });
});
afterEach(async () => {
  await service.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const making = {
  name: 'Make',
  source: { type: 'generator', fields: { n: '{{seq}}' }, rate: 400 },
  sinks: [{ type: 'publish', channel: 'made' }],
};
const cleaning = {
  name: 'Clean',
  source: { type: 'channel', channels: ['made'] },
  sinks: [{ type: 'stream', key: 'clean', maxLen: 100_000 }],
};
const counting = {
  name: 'Count',
  source: { type: 'stream', keys: ['clean'], group: 'g', consumer: 'c' },
  sinks: [{ type: 'list', key: 'out', maxLen: 10 }],
};
const save = (name: string, ...pipelines: object[]) =>
  service.save(undefined, name, JSON.stringify({ pipelines }), false);
const flowWith = (id: string | null, holds: (flow: Flow) => boolean) =>
  stateWith(signal => watchFlow(service, { id, connectionId: 'here' }, signal), holds);
const namesIn = ({ pipelines }: Flow) => pipelines.map(({ name, isOwn }) => `${name}${isOwn ? '' : ' ✳'}`);
const countIn = ({ pipelines }: Flow) => pipelines.find(({ name }) => name === 'Count')!;

test('a file is joined with what runs beside it on the same connection, and with nothing else', async () => {
  const made = await save('Making', making, cleaning);
  const counted = await save('Counting', counting);
  const other = await save('Other', { ...making, name: 'Elsewhere', sinks: [{ type: 'stdout' }] });
  expect(namesIn(await flowWith(made, () => true))).toEqual(['Make', 'Clean']);

  await service.start(counted, 'here', false, null);
  await service.start(other, 'here', false, null);
  const joined = await flowWith(made, ({ pipelines }) => pipelines.length > 2);
  expect(namesIn(joined)).toEqual(['Make', 'Clean', 'Count ✳']);
  expect(joined.pipelines.map(({ state }) => state === null)).toEqual([true, true, false]);
  expect(joined.places.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'channel made',
    'stream clean',
    'list out',
  ]);
  expect(namesIn(await flowWith(null, () => true))).toEqual(['Count', 'Elsewhere']);
  const elsewhere = await stateWith(
    signal => watchFlow(service, { id: null, connectionId: 'there' }, signal),
    () => true,
  );
  expect(elsewhere.pipelines).toEqual([]);
});

test('who is paused falls behind by what is written meanwhile; resumed, it catches up and keeps up', async () => {
  const made = await save('Making', making, cleaning);
  const counted = await save('Counting', counting);
  await service.start(counted, 'here', false, null);
  await service.start(made, 'here', false, null);
  await flowWith(
    made,
    flow =>
      countIn(flow).pressure.state === 'keeps-up' &&
      flow.pipelines.every(({ emittedPerSecond }) => (emittedPerSecond ?? 0) > 100),
  );

  service.run(counted).pause();
  const behind = await flowWith(made, flow => {
    const { state, perSecond } = countIn(flow).pressure;
    return state === 'falls-behind' && perSecond! > 100;
  });
  expect(countIn(behind)).toMatchObject({
    state: 'paused',
    pressure: { waiting: { of: 'count', amount: expect.any(Number) as number } },
  });

  service.run(counted).resume();
  await flowWith(made, flow => countIn(flow).pressure.state === 'keeps-up');
});

test('that events go round is told before they do, within a file and beside it', async () => {
  const back = {
    name: 'Back',
    source: { type: 'stream', keys: ['clean'] },
    sinks: [{ type: 'publish', channel: 'made' }],
  };
  const text = JSON.stringify({ pipelines: [cleaning, back] });
  expect(checkPipelineText(text, 'Round')).toMatchObject({
    problems: [],
    rounds: [{ names: ['Clean', 'Back'], may: false }],
  });
  const cleaned = await save('Cleaning', cleaning);
  const backed = await save('Backing', back);
  expect((await flowWith(backed, () => true)).rounds).toEqual([]);
  await service.start(cleaned, 'here', false, null);
  expect((await flowWith(backed, () => true)).rounds).toEqual([{ names: ['Back', 'Clean'], may: false }]);
});
