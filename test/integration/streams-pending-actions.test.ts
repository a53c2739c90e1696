import { describe, expect, test } from 'vitest';
import { ActionJob } from '#engine/actions/job.ts';
import { serverOfFile } from '../support/file-server.ts';
import {
  apply,
  bytes,
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

describe('XACK', () => {
  test('of everything that is pending, the preview says how much that is, however much', async () => {
    await redis.server.ask(
      'EVAL',
      'for i = 1, 12000 do redis.call("XADD", KEYS[1], i .. "-0", "n", i) end',
      1,
      's',
    );
    await redis.server.ask('XGROUP', 'CREATE', 's', 'g', '0');
    await redis.server.ask('XREADGROUP', 'GROUP', 'g', 'alice', 'COUNT', 11_500, 'STREAMS', 's', '>');
    await redis.server.ask('XREADGROUP', 'GROUP', 'g', 'bob', 'COUNT', 500, 'STREAMS', 's', '>');
    const all: ActionInput = { kind: 'ack', key, group, selection: { by: 'filter', filter: {} } };
    expect(await preview(redis.client, all)).toMatchObject({
      act: 'Acknowledge 12,000 entries',
      sentence: expect.stringContaining('(11,500 of alice, 500 of bob)') as string,
      commandCount: null,
    });
    const some: ActionInput = {
      ...all,
      selection: { by: 'filter', filter: { minDeliveries: '1' } },
    };
    expect((await preview(redis.client, some)).act).toBe('Acknowledge at least 10,000 entries');
  });

  test('acknowledges what is as it was seen, and leaves what went to others', async () => {
    await pendingStream(redis.server, 's', 15);
    const action: ActionInput = {
      kind: 'ack',
      key,
      group,
      selection: selected(Array.from({ length: 15 }, (_, index) => `${index + 1}-0`)),
    };
    expect(await preview(redis.client, action)).toMatchObject({
      act: 'Acknowledge 15 entries',
      commandCount: 1,
    });
    await redis.server.ask('XCLAIM', 's', 'g', 'bob', 0, '3-0');
    const looked = await preview(redis.client, action);
    expect(looked.warnings.join()).toMatch(
      /1 of the selected rows has been acknowledged, claimed or delivered again/,
    );
    const progress = await apply(redis.client, action);
    expect(outcomes(progress)).toEqual({ acknowledged: 14, 'went to bob': 1 });
    expect(progress).toMatchObject({ state: 'done', done: 15, total: 15 });
    expect(await pendingOf(redis.server, 's')).toEqual([['3-0', 'bob', '2']]);
  });

  test('of all that match asks for the payload', async () => {
    await pendingStream(redis.server, 's', 250);
    const action: ActionInput = {
      kind: 'ack',
      key,
      group,
      selection: { by: 'filter', filter: { payload: { language: 'cel', text: 'int(event.n) > 20' } } },
    };
    const looked = await preview(redis.client, action);
    expect(looked.act).toBe('Acknowledge 230 entries');
    expect(looked.commandCount).toBe(3);
    expect(outcomes(await apply(redis.client, action))).toEqual({ acknowledged: 230 });
    expect(await pendingOf(redis.server, 's')).toHaveLength(20);
  });

  test('stops between two steps and says how far it came', async () => {
    await pendingStream(redis.server, 's', 250);
    const ids = Array.from({ length: 250 }, (_, index) => `${index + 1}-0`);
    for (const selection of [{ by: 'filter' as const, filter: {} }, selected(ids)]) {
      await redis.server.ask('FLUSHALL');
      await pendingStream(redis.server, 's', 250);
      const job = new ActionJob();
      job.changes.subscribe(() => job.count('acknowledged') > 0 && job.stop());
      const progress = await apply(redis.client, { kind: 'ack', key, group, selection }, job);
      expect(progress).toMatchObject({ state: 'stopped', done: 100 });
      expect(await pendingOf(redis.server, 's')).toHaveLength(150);
    }
  });

  test('nothing that was selected is pending any more', async () => {
    await pendingStream(redis.server, 's', 2);
    await redis.server.ask('XACK', 's', 'g', '1-0', '2-0');
    const action: ActionInput = { kind: 'ack', key, group, selection: selected(['1-0', '2-0']) };
    expect((await preview(redis.client, action)).refused).toMatch(/None of the selected entries/);
    expect(outcomes(await apply(redis.client, action))).toEqual({ 'no longer pending': 2 });
  });
});

describe('XCLAIM', () => {
  const claim = (
    ids: string[],
    more: Partial<Extract<ActionInput, { kind: 'claim' }>> = {},
  ): ActionInput => ({
    kind: 'claim',
    key,
    group,
    consumer: bytes('bob'),
    minIdleMs: 0,
    selection: selected(ids),
    ...more,
  });

  test('moves entries and counts a delivery', async () => {
    await pendingStream(redis.server, 's', 3);
    const looked = await preview(redis.client, claim(['1-0', '3-0']));
    expect(looked).toMatchObject({ act: 'Claim 2 for bob', commands: ['XCLAIM s g bob 0 1-0 3-0'] });
    expect(looked.sentence).toMatch(/Moves 2 entries from alice to bob.*goes up by one/);
    expect(outcomes(await apply(redis.client, claim(['1-0', '3-0'])))).toEqual({ claimed: 2 });
    expect(await pendingOf(redis.server, 's')).toEqual([
      ['1-0', 'bob', '2'],
      ['2-0', 'alice', '1'],
      ['3-0', 'bob', '2'],
    ]);
  });

  test('JUSTID leaves the delivery count; IDLE, RETRYCOUNT and MIN-IDLE do what they say', async () => {
    await pendingStream(redis.server, 's', 3);
    await apply(redis.client, claim(['1-0'], { justId: true }));
    await apply(redis.client, claim(['2-0'], { idleMs: 90_000, retryCount: '9223372036854775807' }));
    const refused = await apply(redis.client, claim(['3-0'], { minIdleMs: 60_000 }));
    expect(outcomes(refused)).toEqual({ 'left alone: not idle for long enough': 1 });
    expect(await pendingOf(redis.server, 's')).toEqual([
      ['1-0', 'bob', '1'],
      ['2-0', 'bob', '9223372036854775807'],
      ['3-0', 'alice', '1'],
    ]);
    const [row] = plain(await redis.server.ask('XPENDING', 's', 'g', '2-0', '2-0', 1)) as [
      [string, string, string],
    ];
    expect(Number(row[2])).toBeGreaterThanOrEqual(90_000);
  });

  test('TIME sets the time of the last delivery', async () => {
    await pendingStream(redis.server, 's', 1);
    await apply(redis.client, claim(['1-0'], { time: Date.now() - 3_600_000 }));
    const [row] = plain(await redis.server.ask('XPENDING', 's', 'g', '1-0', '1-0', 1)) as [
      [string, string, string],
    ];
    expect(Number(row[2])).toBeGreaterThanOrEqual(3_590_000);
  });

  test('FORCE claims what is not pending', async () => {
    await pendingStream(redis.server, 's', 2);
    await redis.server.ask('XACK', 's', 'g', '1-0');
    expect(outcomes(await apply(redis.client, claim(['1-0'], { force: true })))).toEqual({ claimed: 1 });
    expect((await pendingOf(redis.server, 's'))[0]!.slice(0, 2)).toEqual(['1-0', 'bob']);
  });

  test('shows ghosts before it drops them', async () => {
    await pendingStream(redis.server, 's', 2);
    await redis.server.ask('XDEL', 's', '1-0');
    expect((await preview(redis.client, claim(['1-0', '2-0']))).warnings.join()).toMatch(
      /1 of them is a ghost/,
    );
    expect(outcomes(await apply(redis.client, claim(['1-0', '2-0'])))).toEqual({
      claimed: 1,
      'deleted entries, dropped from pending': 1,
    });
    expect(await pendingOf(redis.server, 's')).toHaveLength(1);
  });
});

describe('XAUTOCLAIM', () => {
  test('follows its cursor to the end', async () => {
    await pendingStream(redis.server, 's', 130);
    await redis.server.ask('XDEL', 's', '5-0', '77-0');
    const action: ActionInput = {
      kind: 'auto-claim',
      key,
      group,
      consumer: bytes('bob'),
      minIdleMs: 0,
      count: 10,
      justId: true,
    };
    const looked = await preview(redis.client, action);
    expect(looked.act).toBe('Sweep 130 pending entries to bob');
    expect(looked.commands).toEqual(['XAUTOCLAIM s g bob 0 0-0 COUNT 10 JUSTID']);
    expect(looked.warnings.join()).toMatch(/2 of them are ghosts/);
    expect(outcomes(await apply(redis.client, action))).toEqual({
      claimed: 128,
      'deleted entries, dropped from pending': 2,
    });
    const after = await pendingOf(redis.server, 's');
    expect(after).toHaveLength(128);
    expect(after.every(([, owner, deliveries]) => owner === 'bob' && deliveries === '1')).toBe(true);
  });
});

describe('acknowledge and delete', () => {
  test('does both, and warns of other groups', async () => {
    await pendingStream(redis.server, 's', 3);
    await redis.server.ask('XGROUP', 'CREATE', 's', 'other', '0');
    await redis.server.ask('XREADGROUP', 'GROUP', 'other', 'x', 'COUNT', 1, 'STREAMS', 's', '>');
    const action: ActionInput = { kind: 'ack-delete', key, group, selection: selected(['1-0', '2-0']) };
    const looked = await preview(redis.client, action);
    expect(looked.warnings.join()).toMatch(/1 of them is pending in group other/);
    const modern = looked.commands[0] !== 'MULTI';
    expect(looked.commands).toEqual(
      modern ? ['XACKDEL s g IDS 2 1-0 2-0'] : ['MULTI', 'XACK s g 1-0 2-0', 'XDEL s 1-0 2-0', 'EXEC'],
    );
    expect(outcomes(await apply(redis.client, action))).toEqual({ 'acknowledged and deleted': 2 });
    expect(await pendingOf(redis.server, 's')).toEqual([['3-0', 'alice', '1']]);
    expect(await length()).toBe(1);
  });
});

test('what this server has not is refused with the reason, never tried', async () => {
  await pendingStream(redis.server, 's', 1);
  const known = (plain(await redis.server.ask('COMMAND', 'INFO', 'XNACK', 'XDELEX')) as unknown[]).map(
    info => info !== null,
  );
  const release = await preview(redis.client, {
    kind: 'release',
    key,
    group,
    mode: 'FAIL',
    selection: selected(['1-0']),
  });
  expect(release.refused === null).toBe(known[0]);
  expect(release.commands).toEqual(['XNACK s g FAIL IDS 1 1-0']);
  const deletion = await preview(redis.client, { kind: 'delete', key, ids: ['1-0'], references: 'ACKED' });
  expect(deletion.refused === null).toBe(known[1]);
  expect(deletion.commands).toEqual(['XDELEX s ACKED IDS 1 1-0']);
});
