import { describe, expect, test } from 'vitest';
import { ActionJob } from '#engine/actions/job.ts';
import { entryLine } from '#engine/streams/entry-lines.ts';
import { readEntries } from '#engine/streams/entries.ts';
import { serverOfFile } from '../support/file-server.ts';
import {
  apply,
  bytes,
  entriesOf,
  outcomes,
  pendingStream,
  plain,
  preview,
  type ActionInput,
} from '../support/streams.ts';

const redis = serverOfFile();

const key = bytes('s');
const length = async (name = 's') => Number(await redis.server.ask('XLEN', name));

describe('XADD', () => {
  const add = (more: Partial<Extract<ActionInput, { kind: 'add' }>> = {}): ActionInput => ({
    kind: 'add',
    key,
    id: '*',
    fields: [
      [bytes('city'), bytes('Oslo')],
      [bytes('city'), bytes('Bergen')],
      [bytes('raw'), new Uint8Array([0, 255])],
    ],
    ...more,
  });

  test('adds fields in order, repeated names and bytes as they are', async () => {
    const looked = await preview(redis.client, add({ id: '5-1' }));
    expect(looked.commands).toEqual(['XADD s 5-1 city Oslo city Bergen raw "\\x00\\xff"']);
    expect(await length()).toBe(0);
    expect(await apply(redis.client, add({ id: '5-1' }))).toMatchObject({
      state: 'done',
      message: 'Added 5-1.',
    });
    const entries = (await redis.server.ask('XRANGE', 's', '-', '+')) as [[Buffer, Buffer[]]];
    expect(entries[0][1].map(String).slice(0, 4)).toEqual(['city', 'Oslo', 'city', 'Bergen']);
    expect(entries[0][1][5]).toEqual(Buffer.from([0, 255]));
  });

  test('an id that is not above the last one is refused, before and by the redis.server, with why', async () => {
    await apply(redis.client, add({ id: '5-1' }));
    expect((await preview(redis.client, add({ id: '5-1' }))).refused).toMatch(/above the last one, 5-1/);
    expect(await apply(redis.client, add({ id: '5-1' }))).toMatchObject({
      state: 'failed',
      problem: { code: 'redis' },
    });
    expect(await length()).toBe(1);
  });

  test('NOMKSTREAM makes no stream', async () => {
    expect((await preview(redis.client, add({ noMkStream: true }))).refused).toMatch(/does not exist/);
    expect(await apply(redis.client, add({ noMkStream: true }))).toMatchObject({
      state: 'failed',
      problem: { code: 'not-found' },
    });
    expect(await redis.server.ask('EXISTS', 's')).toBe('0');
  });

  test('can trim in the same command', async () => {
    for (let index = 0; index < 5; index++) await apply(redis.client, add());
    const trim = { strategy: 'MAXLEN' as const, threshold: '2', exact: true };
    expect((await preview(redis.client, add({ trim }))).commands[0]).toMatch(/^XADD s MAXLEN = 2 \* city/);
    await apply(redis.client, add({ trim }));
    expect(await length()).toBe(2);
  });

  test('a key of another type is explained', async () => {
    await redis.server.ask('SET', 's', 'text');
    await expect(preview(redis.client, add())).rejects.toMatchObject({ code: 'conflict' });
    expect(await apply(redis.client, add())).toMatchObject({
      state: 'failed',
      problem: { code: 'conflict' },
    });
  });
});

describe('XADD of what templates make', () => {
  const addMany = (more: Partial<Extract<ActionInput, { kind: 'add-many' }>> = {}): ActionInput => ({
    kind: 'add-many',
    key,
    fields: [
      ['n', '{{seq}}'],
      ['who', 'worker-{{seq}} \\xff'],
      ['temperature', '{{gauss(20.0,2.0)}}'],
    ],
    count: 1_200,
    perSecond: null,
    seed: 7,
    ...more,
  });

  test('adds so many, the first of them as the preview showed them', async () => {
    const looked = await preview(redis.client, addMany());
    expect(looked).toMatchObject({ act: 'Add 1,200 entries', commandCount: 1_200, refused: null });
    expect(looked.sentence).toMatch(
      /Adds 1,200 entries of 3 fields to the stream s, which the first one creates/,
    );
    expect(looked.commands[0]).toMatch(/^XADD s \* n 0 who "worker-0 \\xff" temperature [\d.]+$/);
    expect(await length()).toBe(0);

    const end = await apply(redis.client, addMany());
    expect(end).toMatchObject({ state: 'done', message: 'Added 1,200 entries.', done: 1_200, total: 1_200 });
    const entries = (await redis.server.ask('XRANGE', 's', '-', '+')) as [Buffer, Buffer[]][];
    expect(entries).toHaveLength(1_200);
    expect(entries.map(([, fields]) => String(fields[1]))).toEqual(
      Array.from({ length: 1_200 }, (_, n) => String(n)),
    );
    expect(entries[0]![1][3]).toEqual(Buffer.from([...Buffer.from('worker-0 '), 0xff]));
    const [, temperature] = /temperature ([\d.]+)/.exec(looked.commands[0]!)!;
    expect(String(entries[0]![1][5])).toBe(temperature);
  });

  test('a value that cannot be made is said before anything is added', async () => {
    await expect(preview(redis.client, addMany({ fields: [['n', '{{sek}}']] }))).rejects.toThrow(
      /Did you mean seq/,
    );
    expect(await length()).toBe(0);
  });

  test('ends when it is asked to, with what it did', async () => {
    const job = new ActionJob();
    const running = apply(redis.client, addMany({ count: 1_000, perSecond: 1 }), job);
    for await (const state of job.progress(new AbortController().signal)) if (state.done > 0) job.stop();
    const { state, done } = await running;
    expect(state).toBe('stopped');
    // One a second, and it is asked at the first.
    expect(done).toBeLessThan(100);
    expect(await length()).toBe(done);
  });

  test('trims as it goes, and makes no stream where that was not asked for', async () => {
    const trim = { strategy: 'MAXLEN' as const, threshold: '10', exact: true };
    await apply(redis.client, addMany({ trim }));
    expect(await length()).toBe(10);
    await redis.server.ask('DEL', 's');
    expect((await preview(redis.client, addMany({ noMkStream: true }))).refused).toMatch(/does not exist/);
    expect(await apply(redis.client, addMany({ noMkStream: true }))).toMatchObject({
      state: 'failed',
      done: 0,
    });
    expect(await redis.server.ask('EXISTS', 's')).toBe('0');
  });
});

test('XDEL deletes, says what was not there and warns of ghosts', async () => {
  await pendingStream(redis.server, 's', 4);
  const action: ActionInput = { kind: 'delete', key, ids: ['1-0', '2-0', '9-0'] };
  const looked = await preview(redis.client, action);
  expect(looked).toMatchObject({
    act: 'Delete 2 entries',
    commands: ['XDEL s 1-0 2-0 9-0'],
    destructive: true,
  });
  expect(looked.warnings.join()).toMatch(/2 of them are pending in group g/);
  expect(await length()).toBe(4);
  expect(outcomes(await apply(redis.client, action))).toEqual({ deleted: 2, 'not there': 1 });
  expect((await entriesOf(redis.server, 's')).map(([id]) => id)).toEqual(['3-0', '4-0']);
});

describe('XTRIM', () => {
  test('says how many go and which pending entries become ghosts, then does it', async () => {
    await pendingStream(redis.server, 's', 10);
    const action: ActionInput = {
      kind: 'trim',
      key,
      trim: { strategy: 'MAXLEN', threshold: '4', exact: true },
    };
    const looked = await preview(redis.client, action);
    expect(looked.sentence).toBe('Removes 6 of 10 entries, those before 7-0.');
    expect(looked.warnings.join()).toMatch(/6 of them are pending in group g/);
    expect(await apply(redis.client, action)).toMatchObject({
      message: 'Removed 6 entries; 4 entries left.',
    });
    expect((await entriesOf(redis.server, 's'))[0]![0]).toBe('7-0');
  });

  test('by id', async () => {
    await pendingStream(redis.server, 's', 10);
    await redis.server.ask('XACK', 's', 'g', '1-0', '2-0', '3-0');
    const action: ActionInput = {
      kind: 'trim',
      key,
      trim: { strategy: 'MINID', threshold: '5-0', exact: true },
    };
    const looked = await preview(redis.client, action);
    expect(looked.sentence).toMatch(/Removes 4 of 10 entries/);
    expect(looked.warnings.join()).toMatch(/1 of them is pending/);
    await apply(redis.client, action);
    expect(await length()).toBe(6);
  });

  test('a threshold that is none is refused', async () => {
    await pendingStream(redis.server, 's', 1);
    const trim = { strategy: 'MAXLEN' as const, threshold: 'many', exact: true };
    await expect(preview(redis.client, { kind: 'trim', key, trim })).rejects.toMatchObject({
      code: 'bad-input',
    });
  });
});

test('XSETID moves the last id, never below the newest entry', async () => {
  await pendingStream(redis.server, 's', 3);
  expect((await preview(redis.client, { kind: 'set-stream-id', key, id: '2-0' })).refused).toMatch(
    /newest entry, 3-0/,
  );
  const action: ActionInput = {
    kind: 'set-stream-id',
    key,
    id: '50-0',
    entriesAdded: '60',
    maxDeletedId: '40-0',
  };
  expect((await preview(redis.client, action)).commands).toEqual([
    'XSETID s 50-0 ENTRIESADDED 60 MAXDELETEDID 40-0',
  ]);
  expect(await apply(redis.client, action)).toMatchObject({ message: 'The last generated id is now 50-0.' });
  expect(plain(await redis.server.ask('XADD', 's', '50-*', 'a', '1'))).toBe('50-1');
});

test('deleting a stream names what goes with it', async () => {
  await pendingStream(redis.server, 's', 3);
  const looked = await preview(redis.client, { kind: 'delete-stream', key });
  expect(looked.sentence).toMatch(/3 entries, 1 group and 3 pending entries/);
  await apply(redis.client, { kind: 'delete-stream', key });
  expect(await redis.server.ask('EXISTS', 's')).toBe('0');
});

describe('JSON lines', () => {
  test('out and in again are the same stream', async () => {
    await redis.client.send([
      'XADD',
      's',
      '5-1',
      'a',
      '1',
      'a',
      '2',
      Buffer.from([255]),
      Buffer.from([0, 254]),
    ]);
    await redis.server.ask('XADD', 's', '6-0', 'b', 'x\ny');
    const { entries } = await readEntries(redis.client, key, { start: '-', end: '+' }, 10);
    const lines = bytes(entries.map(entryLine).join(''));
    const copy: ActionInput = { kind: 'import', key: bytes('copy'), lines, ids: 'keep' };
    expect((await preview(redis.client, copy)).act).toBe('Import 2 entries');
    expect(outcomes(await apply(redis.client, copy))).toEqual({ added: 2 });
    expect(await redis.server.ask('XRANGE', 'copy', '-', '+')).toEqual(
      await redis.server.ask('XRANGE', 's', '-', '+'),
    );
    expect((await preview(redis.client, copy)).refused).toMatch(/ids of a stream only grow/);
    expect(outcomes(await apply(redis.client, { ...copy, ids: 'new' }))).toEqual({ added: 2 });
  });

  test('a wrong line is named, and nothing is added', async () => {
    const lines = bytes('{"fields":[["a","1"]]}\n{"fields":[]}\n');
    const failed = await apply(redis.client, { kind: 'import', key, lines, ids: 'new' });
    expect(failed).toMatchObject({ state: 'failed', problem: { code: 'bad-input' } });
    expect(failed.problem?.message).toMatch(/^Line 2/);
    expect(await length()).toBe(0);
  });
});
