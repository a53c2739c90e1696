import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { EventSample } from '#shared/contract/pipelines.ts';
import { readPipelines } from '#shared/pipeline/read-pipelines.ts';
import type { Composer } from '#engine/pipelines/compose/composer.ts';
import { WatchedRun } from '#engine/pipelines/supervise/watched-run.ts';
import { composed, openTestComposer } from '../support/composer.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

/** Events that a run did not count, looked at again by the composer until they pass. */
let server: TestServer;
let folder: string;
let composer: Composer;
let run: WatchedRun | undefined;
beforeAll(async () => {
  server = await startRedisServer();
  folder = await mkdtemp(join(tmpdir(), 'millrace-refused-'));
  ({ composer } = await openTestComposer(folder, server.target()));
});
beforeEach(() => server.ask('FLUSHALL'));
afterEach(() => run?.stop());
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const source = { type: 'stream', keys: ['in'], from: '0', payloadField: 'data' };
function start(file: Record<string, unknown>): WatchedRun {
  const read = readPipelines(JSON.stringify(file), { environment: {}, fallbackName: 'x' });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return (run = new WatchedRun({
    pipelines: read.pipelines,
    access: { target: server.target(), password: undefined },
    connectionId: 'test',
    offline: false,
    userAgent: 'Millrace tests',
  }));
}
async function add(...payloads: (string | Buffer)[]): Promise<void> {
  for (const payload of payloads) await server.ask('XADD', 'in', '*', 'data', payload);
}
async function samplesOf(
  file: Record<string, unknown>,
  kind: 'invalidSamples' | 'lateSamples',
  count: number,
): Promise<EventSample[]> {
  const watched = start(file);
  const { pipelines } = await until(
    () => watched.state,
    ({ pipelines: [first] }) => first![kind].length === count,
  );
  return pipelines[0]![kind];
}
const previewed = async (file: Record<string, unknown>, sample: EventSample) => {
  const { event, late } = run!.refused(0, sample.ref);
  const { events } = await composer.preview(composed(file), [event!], late?.heardUpTo);
  return events[0]!;
};

test('each says which member it does not fit, and passes once that is mended', async () => {
  const file = {
    source,
    select: { fields: { country: 'event.country', total: 'event.price * 2' } },
    groupBy: ['event.country'],
    window: { type: 'tumbling', size: '1d' },
    aggregate: { sum: { sum: 'event.total' } },
    sinks: [{ type: 'list', key: 'out' }],
  };
  await add('{"country":"de","price":1}', 'nonsense', Buffer.from([0xff, 0xfe, 0]), '{"country":"de"}');
  await add('{"country":null,"price":1}');
  const samples = await samplesOf(file, 'invalidSamples', 4);
  expect(samples.map(({ path, reason }) => [path.join('.'), reason])).toEqual([
    ['decode', expect.stringMatching(/JSON/)],
    ['decode', 'it is not valid UTF-8'],
    ['select.fields.total', expect.stringMatching(/^event\.price \* 2: No such key/)],
    ['groupBy.0', 'groupBy event.country: null is not a key'],
  ]);
  const [nonsense, binary, without, nobody] = samples as [EventSample, EventSample, EventSample, EventSample];
  for (const sample of samples)
    expect(await previewed(file, sample)).toMatchObject({
      reason: sample.reason,
      stoppedAt: sample.path[0],
    });
  // Bytes are those that came, whatever they are.
  expect([...run!.refused(0, binary.ref).event!.fields![1]!]).toEqual([0xff, 0xfe, 0]);
  expect(
    await previewed(
      { ...file, decode: 'text', select: undefined, groupBy: ['event'], aggregate: { n: { count: true } } },
      nonsense,
    ),
  ).toMatchObject({ stoppedAt: null, key: 'nonsense' });
  const withDefault = { fields: { country: 'event.country', total: 'event.?price.orValue(0) * 2' } };
  expect(await previewed({ ...file, select: withDefault }, without)).toMatchObject({
    stoppedAt: null,
    selected: '{"country":"de","total":0}',
  });
  const byName = { ...file, groupBy: ["event.country == null ? 'nobody' : event.country"] };
  expect(await previewed(byName, nobody)).toMatchObject({ stoppedAt: null, key: 'nobody' });
});

test('a late one says the lateness that would have taken it, and the preview takes it with that', async () => {
  const withLateness = (lateness: string) => ({
    source,
    groupBy: ['event.k'],
    window: { type: 'tumbling', size: '10s', time: { event: 'event.t', lateness } },
    aggregate: { n: { count: true } },
    sinks: [{ type: 'list', key: 'out' }],
  });
  const at = (seconds: number) => Date.parse('2026-01-01T12:00:00Z') + seconds * 1_000;
  await add(JSON.stringify({ k: 'a', t: at(5) }));
  await add(JSON.stringify({ k: 'a', t: at(33) }));
  await add(JSON.stringify({ k: 'late', t: at(3) }));
  const [late] = await samplesOf(withLateness('2s'), 'lateSamples', 1);
  expect(late!.path).toEqual(['window', 'time', 'lateness']);
  const { late: how } = run!.refused(0, late!.ref);
  expect(how).toEqual({ heardUpTo: at(33), lateness: '24s' });
  expect(await previewed(withLateness('2s'), late!)).toMatchObject({
    stoppedAt: 'window',
    reason: late!.reason,
  });
  expect(await previewed(withLateness('23s'), late!)).toMatchObject({ stoppedAt: 'window' });
  expect(await previewed(withLateness('24s'), late!)).toMatchObject({
    stoppedAt: null,
    windows: [{ start: at(0) }],
  });
});

test('one that is too large is there without its rest; one that was shown is still there when newer ones have come', async () => {
  await add('x'.repeat(64 * 1024 + 1));
  const file = { source, sinks: [{ type: 'list', key: 'out' }], limits: { samples: 1 } };
  const [large] = await samplesOf(file, 'invalidSamples', 1);
  const refused = run!.refused(0, large!.ref);
  expect(refused.event).toBeNull();
  expect(refused.text).toBe('x'.repeat(500));
  await add('nonsense');
  await until(
    () => run!.state.pipelines[0]!.invalidSamples,
    ([sample]) => sample!.event === 'nonsense',
  );
  expect(run!.refused(0, large!.ref)).toEqual(refused);
  expect(() => run!.refused(7, large!.ref)).toThrow(/no longer kept/);
  expect(() => run!.refused(0, 'invalid-9-9')).toThrow(/no longer kept/);
});

test('a run that is over at once has its samples, too', async () => {
  const watched = start({
    source: { type: 'generator', payload: 'nonsense', count: 3 },
    sinks: [{ type: 'list', key: 'out' }],
  });
  const { pipelines } = await until(
    () => watched.state,
    ({ state }) => state === 'ended',
  );
  expect(pipelines[0]!.invalidSamples).toHaveLength(3);
  expect(watched.refused(0, pipelines[0]!.invalidSamples[0]!.ref).event).not.toBeNull();
});
