import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KEPT_RUNS, type KeptFigures } from '#shared/contract/run-history.ts';
import { RunHistory, type RunStanding } from './run-history.ts';

let folder: string;
let logged: string[];
const opened: RunHistory[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-history-'));
  logged = [];
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map(history => history.close()));
  await rm(folder, { recursive: true });
});

function open(readOnly: string | null = null): RunHistory {
  const history = new RunHistory({
    settingsFolder: folder,
    readOnly,
    log: message => logged.push(message),
    lookEveryMs: 10,
  });
  opened.push(history);
  return history;
}
const figures = (received: number): KeptFigures => ({
  received,
  decoded: received,
  invalid: 0,
  unmatched: 0,
  matched: received,
  late: 0,
  repeated: 0,
  limited: 0,
  emitted: 1,
  flushes: 1,
  gaps: 0,
  dropped: 0,
  overLimit: 0,
  watermark: null,
  position: '{"s":"1-1"}',
});
const standing = (received: number | null, over: RunStanding['over'] = null): RunStanding => ({
  restarts: 0,
  pipelines: [
    { id: 'p', name: 'P', guarantee: 'once', figures: received === null ? null : figures(received) },
  ],
  over,
});
const beginning = (text: string, startedAt = 1_000) => ({
  name: 'Orders',
  text,
  startedAt,
  offline: false,
  connection: { name: 'local', server: '127.0.0.1:6379/0' },
});
const done = (at: number) => ({ at, end: 'done' as const, error: null });
async function listOf(history: RunHistory, id = 'orders') {
  const over = new AbortController();
  for await (const item of history.watch(id, over.signal)) return item;
  throw new Error('it said nothing');
}
const path = () => join(folder, 'runs', 'orders.json');

test('a run is in it once it is over, with its figures and its text, for its owner alone', async () => {
  const history = open();
  let now = standing(null);
  const see = await history.begin('orders', beginning('{"a":1}'), () => now);
  expect((await listOf(history)).runs).toEqual([]);
  now = standing(7, done(2_000));
  await see();
  const { runs, problem } = await listOf(history);
  expect(problem).toBeNull();
  expect(runs).toMatchObject([
    {
      name: 'Orders',
      end: 'done',
      startedAt: 1_000,
      endedAt: 2_000,
      seenAt: 2_000,
      pipelines: [{ figures: figures(7) }],
    },
  ]);
  expect(await history.text('orders', runs[0]!.run)).toBe('{"a":1}');
  expect((await stat(path())).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, 'runs'))).mode & 0o777).toBe(0o700);
  expect((await listOf(open())).runs).toEqual(runs);
});

test('one that goes on when Millrace is killed is there as interrupted, with the figures seen last or none', async () => {
  const killed = open();
  let seen = 0;
  await killed.begin('orders', beginning('{"a":1}', 1_000), () => (seen++, standing(40)));
  await killed.begin('orders', beginning('{"a":1}', 2_000), () => standing(null));
  await expect.poll(() => seen).toBeGreaterThan(2);
  const { runs } = await listOf(open());
  expect(runs).toMatchObject([
    { end: 'interrupted', startedAt: 2_000, endedAt: null, seenAt: null, pipelines: [{ figures: null }] },
    { end: 'interrupted', startedAt: 1_000, endedAt: null, pipelines: [{ figures: figures(40) }] },
  ]);
  expect(runs[1]!.seenAt).toBeGreaterThan(0);
  expect(runs[1]!.error).toMatch(/killed/);
});

test('the newest runs are kept, and of the texts as many as there is room for', async () => {
  const history = open();
  const large = (n: number) => JSON.stringify({ n, filler: 'x'.repeat(2 ** 20) });
  for (let n = 0; n < KEPT_RUNS + 3; n++) {
    const text = n < KEPT_RUNS ? '{"same":1}' : large(n);
    const see = await history.begin('orders', beginning(text, n), () => standing(n, done(n)));
    await see();
  }
  const { runs } = await listOf(history);
  expect(runs.map(({ startedAt }) => startedAt)).toEqual(
    Array.from({ length: KEPT_RUNS }, (_, index) => KEPT_RUNS + 2 - index),
  );
  const texts = await Promise.all(runs.slice(0, 4).map(({ run }) => history.text('orders', run)));
  expect(texts.map(text => text?.slice(0, 10) ?? null)).toEqual(['{"n":52,"f', null, null, '{"same":1}']);
});

test('a run, or all of them, are forgotten; one that goes on is not', async () => {
  const history = open();
  for (const n of [1, 2, 3])
    await (
      await history.begin('orders', beginning(`{"n":${n}}`, n), () => standing(n, done(n)))
    )();
  let now = standing(9);
  const see = await history.begin('orders', beginning('{"n":9}', 9), () => now);
  const { runs } = await listOf(history);
  await history.forget('orders', runs[1]!.run);
  expect((await listOf(history)).runs.map(({ startedAt }) => startedAt)).toEqual([3, 1]);
  await expect(history.text('orders', runs[1]!.run)).rejects.toMatchObject({ code: 'not-found' });
  await history.forget('orders');
  expect((await listOf(history)).runs).toEqual([]);
  now = standing(9, done(10));
  await see();
  expect((await listOf(history)).runs.map(({ startedAt }) => startedAt)).toEqual([9]);
  await history.remove('orders');
  expect(await readdir(join(folder, 'runs'))).toEqual([]);
});

test.each(['nonsense', '{"version":1,"runs":[{"run":1}]}', '{"runs":[],"texts":{}}'])(
  'a damaged file (%s) is set aside, and a new history begins',
  async damaged => {
    await mkdir(join(folder, 'runs'));
    await writeFile(path(), damaged);
    const history = open();
    expect(await listOf(history)).toEqual({
      runs: [],
      problem: expect.stringMatching(/damaged.*moved to .*orders\.json\.damaged/),
    });
    await (
      await history.begin('orders', beginning('{}'), () => standing(1, done(2)))
    )();
    expect((await listOf(open())).runs).toHaveLength(1);
    expect(await readFile(`${path()}.damaged`, 'utf8')).toBe(damaged);
    expect(logged).not.toEqual([]);
  },
);

test('a file of a newer Millrace stays as it is, and that is said', async () => {
  const newer = '{"version":2,"runs":"of another shape"}';
  await mkdir(join(folder, 'runs'));
  await writeFile(path(), newer);
  const history = open();
  await (
    await history.begin('orders', beginning('{}'), () => standing(1, done(2)))
  )();
  const { runs, problem } = await listOf(history);
  expect(runs).toHaveLength(1);
  expect(problem).toMatch(/newer Millrace/);
  await history.close();
  expect(await readFile(path(), 'utf8')).toBe(newer);
});

test('in a folder of another Millrace nothing is written, and what goes on there is not called interrupted', async () => {
  const owner = open();
  await (
    await owner.begin('orders', beginning('{}', 1), () => standing(1, done(2)))
  )();
  await owner.begin('orders', beginning('{}', 5), () => standing(1));
  const before = await readFile(path(), 'utf8');
  const second = open('Another Millrace has it.');
  await (
    await second.begin('orders', beginning('{}', 7), () => standing(1, done(8)))
  )();
  expect((await listOf(second)).runs.map(({ startedAt }) => startedAt)).toEqual([7, 1]);
  await expect(second.forget('orders')).rejects.toMatchObject({ code: 'conflict' });
  await second.close();
  expect(await readFile(path(), 'utf8')).toBe(before);
});
