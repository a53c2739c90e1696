import { describe, expect, test } from 'vitest';
import { splitDeadLetter } from '#shared/redis/dead-letter.ts';
import { ActionJob } from '#engine/actions/job.ts';
import { serverOfFile } from '../support/file-server.ts';
import {
  apply,
  bytes,
  entriesOf,
  outcomes,
  pendingOf,
  pendingStream,
  plain,
  preview,
  selected,
  type ActionInput,
} from '../support/streams.ts';

const redis = serverOfFile();

const key = bytes('s');
const group = bytes('g');
const length = async (name = 's') => Number(await redis.server.ask('XLEN', name));

describe('dead letters', () => {
  const move = (
    ids: string[],
    more: Partial<Extract<ActionInput, { kind: 'dead-letter' }>> = {},
  ): ActionInput => ({
    kind: 'dead-letter',
    key,
    group,
    target: bytes('dead'),
    reason: 'cannot be parsed',
    selection: selected(ids),
    ...more,
  });

  test('carry the entry as it was and where it came from, and are acknowledged', async () => {
    await redis.server.ask('XADD', 's', '1-0', 'a', '1', 'a', '2', 'raw', Buffer.from([0, 255]));
    await redis.server.ask('XGROUP', 'CREATE', 's', 'g', '0');
    await redis.server.ask('XREADGROUP', 'GROUP', 'g', 'alice', 'STREAMS', 's', '>');
    const looked = await preview(redis.client, move(['1-0']));
    expect(looked.act).toBe('Move 1 entry to dead');
    expect(looked.commands[0]).toMatch(/^EVAL .* 2 s dead g 'cannot be parsed' 1-0 alice 1$/s);
    expect(outcomes(await apply(redis.client, move(['1-0'])))).toEqual({ moved: 1 });
    expect(await pendingOf(redis.server, 's')).toEqual([]);
    expect(await length()).toBe(1);
    const [[, fields]] = (await redis.server.ask('XRANGE', 'dead', '-', '+')) as [[Buffer, Buffer[]]];
    const pairs = Array.from({ length: fields.length / 2 }, (_, index) => ({
      name: fields[index * 2]!,
      value: fields[index * 2 + 1]!,
    }));
    const letter = splitDeadLetter(pairs)!;
    expect(letter.original.map(({ name, value }) => [name, value])).toEqual([
      [Buffer.from('a'), Buffer.from('1')],
      [Buffer.from('a'), Buffer.from('2')],
      [Buffer.from('raw'), Buffer.from([0, 255])],
    ]);
    expect(letter.provenance).toMatchObject({
      source: Buffer.from('s'),
      group: Buffer.from('g'),
      consumer: Buffer.from('alice'),
      id: '1-0',
      deliveries: '1',
      reason: 'cannot be parsed',
    });
    expect(Math.abs(letter.provenance.movedAt - Date.now())).toBeLessThan(60_000);
  });

  test('what was claimed, delivered again, acknowledged or deleted meanwhile is left alone', async () => {
    await pendingStream(redis.server, 's', 6);
    const job = new ActionJob();
    await redis.server.ask('XCLAIM', 's', 'g', 'bob', 0, '1-0');
    await redis.server.ask('XCLAIM', 's', 'g', 'alice', 0, '2-0');
    await redis.server.ask('XACK', 's', 'g', '3-0');
    await redis.server.ask('XDEL', 's', '4-0');
    const progress = await apply(redis.client, move(['1-0', '2-0', '3-0', '4-0', '5-0']), job);
    expect(outcomes(progress)).toEqual({
      moved: 1,
      'went to bob': 1,
      'delivered again meanwhile': 1,
      'no longer pending': 1,
      'ghosts, left pending': 1,
    });
    expect((await pendingOf(redis.server, 's')).map(([id]) => id)).toEqual(['1-0', '2-0', '4-0', '6-0']);
    expect(await length('dead')).toBe(1);
  });

  test('nothing is acknowledged when the target takes no entries', async () => {
    await pendingStream(redis.server, 's', 2);
    await redis.server.ask('SET', 'dead', 'text');
    expect((await preview(redis.client, move(['1-0']))).refused).toMatch(
      /is not a stream: it holds a string/,
    );
    expect(await apply(redis.client, move(['1-0']))).toMatchObject({ state: 'failed' });
    expect(await pendingOf(redis.server, 's')).toHaveLength(2);
  });

  test('a server that is out of memory moves nothing and acknowledges nothing', async () => {
    await pendingStream(redis.server, 's', 2);
    await redis.server.ask('CONFIG', 'SET', 'maxmemory', 1);
    const progress = await apply(redis.client, move(['1-0']));
    await redis.server.ask('CONFIG', 'SET', 'maxmemory', 0);
    expect(progress).toMatchObject({
      state: 'failed',
      problem: { message: expect.stringMatching(/maxmemory/) as string },
    });
    expect(await pendingOf(redis.server, 's')).toHaveLength(2);
    expect(await redis.server.ask('EXISTS', 'dead')).toBe('0');
  });

  test('an entry with more fields than a script can pass on is copied, then acknowledged', async () => {
    await redis.client.send([
      'XADD',
      's',
      '1-0',
      ...Array.from({ length: 9_000 }, (_, index) => `f${index}`),
    ]);
    await redis.server.ask('XGROUP', 'CREATE', 's', 'g', '0');
    await redis.server.ask('XREADGROUP', 'GROUP', 'g', 'alice', 'STREAMS', 's', '>');
    expect(outcomes(await apply(redis.client, move(['1-0'])))).toEqual({ 'copied, then acknowledged': 1 });
    expect(await pendingOf(redis.server, 's')).toEqual([]);
    const [[, fields]] = (await redis.server.ask('XRANGE', 'dead', '-', '+')) as [[Buffer, Buffer[]]];
    expect(fields).toHaveLength(9_014);
  });

  test('go back where they came from, as they were', async () => {
    await pendingStream(redis.server, 's', 2);
    await apply(redis.client, move(['1-0', '2-0']));
    const ids = (await entriesOf(redis.server, 'dead')).map(([id]) => id);
    const action: ActionInput = { kind: 'requeue', key: bytes('dead'), ids };
    const looked = await preview(redis.client, action);
    expect(looked.sentence).toMatch(/Adds 2 entries to s as they were and takes them from dead/);
    expect(outcomes(await apply(redis.client, action))).toEqual({ requeued: 2 });
    expect(await length('dead')).toBe(0);
    expect((await entriesOf(redis.server, 's')).map(([, fields]) => fields)).toEqual([
      ['n', '1'],
      ['n', '2'],
      ['n', '1'],
      ['n', '2'],
    ]);
    expect(outcomes(await apply(redis.client, action))).toEqual({ 'gone already': 2 });
  });

  test('go back edited, and may stay', async () => {
    await pendingStream(redis.server, 's', 1);
    await apply(redis.client, move(['1-0']));
    const [[id]] = (await entriesOf(redis.server, 'dead')) as [[string, string[]]];
    await apply(redis.client, {
      kind: 'requeue',
      key: bytes('dead'),
      ids: [id],
      fields: [[bytes('n'), bytes('mended')]],
      remove: false,
    });
    expect((await entriesOf(redis.server, 's')).at(-1)![1]).toEqual(['n', 'mended']);
    expect(await length('dead')).toBe(1);
  });

  test('do not make their stream anew; ordinary entries beside them are never requeued', async () => {
    await pendingStream(redis.server, 's', 1);
    await apply(redis.client, move(['1-0']));
    await redis.server.ask('DEL', 's');
    const [[id]] = (await entriesOf(redis.server, 'dead')) as [[string, string[]]];
    const action: ActionInput = { kind: 'requeue', key: bytes('dead'), ids: [id] };
    expect(outcomes(await apply(redis.client, action))).toEqual({
      'its stream no longer exists, left': 1,
    });
    expect(await length('dead')).toBe(1);
    const foreign = plain(await redis.server.ask('XADD', 'dead', '*', 'a', '1')) as string;
    for (const target of [null, bytes('other')]) {
      const wrong: ActionInput = { ...action, ids: [foreign], target };
      expect((await preview(redis.client, wrong)).refused).toMatch(/not dead letters.*nothing is requeued/);
      expect(outcomes(await apply(redis.client, wrong))).toEqual({ 'not a dead letter, left': 1 });
    }
    expect(await length('dead')).toBe(2);
    const mixed: ActionInput = { ...action, ids: [id, foreign], target: bytes('other') };
    expect((await preview(redis.client, mixed)).warnings.join()).toMatch(/1 of them is an ordinary entry/);
    expect(outcomes(await apply(redis.client, mixed))).toEqual({ requeued: 1, 'not a dead letter, left': 1 });
    expect(await entriesOf(redis.server, 'other')).toMatchObject([[expect.any(String), ['n', '1']]]);
    expect(await length('dead')).toBe(1);
  });
});
