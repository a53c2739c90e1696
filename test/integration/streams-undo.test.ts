import { describe, expect, test } from 'vitest';
import type { StreamActionProgress } from '#shared/contract/stream-actions.ts';
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
const onGroup = { key, group };
const everything: ActionInput = { kind: 'ack', ...onGroup, selection: { by: 'filter', filter: {} } };

/** Ids with the time of their last delivery, by the server's clock. */
async function deliveredAt(): Promise<Record<string, number>> {
  const [time, rows] = (await Promise.all([
    redis.server.ask('TIME'),
    redis.server.ask('XPENDING', 's', 'g', '-', '+', 1_000),
  ])) as [string[], [Buffer, Buffer, string, string][]];
  const now = Number(time[0]) * 1_000 + Number(time[1]) / 1_000;
  return Object.fromEntries(rows.map(([id, , idle]) => [id.toString(), now - Number(idle)]));
}

/** The action that an acknowledgement offers to undo it. */
function undoOf({ undo }: StreamActionProgress): ActionInput {
  expect(undo).not.toBeNull();
  return undo!;
}

describe('what was acknowledged can be made pending again', () => {
  test('with its owner, delivery count and time of delivery as they were', async () => {
    await pendingStream(redis.server, 's', 4);
    const longAgo = Date.now() - 3_600_000;
    const delivered = (to: string, ids: string[], at: number, count: number) =>
      redis.server.ask('XCLAIM', 's', 'g', to, 0, ...ids, 'TIME', at, 'RETRYCOUNT', count, 'JUSTID');
    await delivered('alice', ['1-0', '4-0'], longAgo + 1_000, 1);
    await delivered('bob', ['2-0', '3-0'], longAgo, 812);
    const before = await pendingOf(redis.server, 's');
    const deliveredBefore = await deliveredAt();

    const undo = undoOf(await apply(redis.client, everything));
    expect(await pendingOf(redis.server, 's')).toEqual([]);
    const looked = await preview(redis.client, undo);
    expect(looked).toMatchObject({ act: 'Make 4 entries pending again', refused: null, warnings: [] });
    expect(looked.sentence).toMatch(/2 of alice, 2 of bob/);
    // What was delivered in one command is given back in one.
    expect(looked.commands).toHaveLength(2);
    expect(looked.commands.join('\n')).toMatch(
      /^XCLAIM s g bob 9223372036854775807 2-0 3-0 TIME \d{13} RETRYCOUNT 812 FORCE JUSTID$/m,
    );
    expect(await pendingOf(redis.server, 's')).toEqual([]);

    expect(await apply(redis.client, undo)).toMatchObject({
      state: 'done',
      message: 'Made 4 entries pending again.',
      undo: null,
    });
    expect(await pendingOf(redis.server, 's')).toEqual(before);
    for (const [id, at] of Object.entries(await deliveredAt()))
      expect(Math.abs(at - deliveredBefore[id]!)).toBeLessThan(1_000);
  });

  test('its commands, run as redis-cli would, leave the same', async () => {
    await pendingStream(redis.server, 's', 3);
    const before = await pendingOf(redis.server, 's');
    const { commands } = await preview(redis.client, undoOf(await apply(redis.client, everything)));
    for (const command of commands) await redis.server.ask(...(command.split(' ') as [string, ...string[]]));
    expect(await pendingOf(redis.server, 's')).toEqual(before);
  });

  test('except entries that were deleted or trimmed since', async () => {
    await pendingStream(redis.server, 's', 3);
    const undo = undoOf(await apply(redis.client, everything));
    await redis.server.ask('XDEL', 's', '2-0');
    const looked = await preview(redis.client, undo);
    expect(looked.act).toBe('Make 2 entries pending again');
    expect(looked.warnings.join()).toMatch(/1 of them was deleted or trimmed/);
    expect(outcomes(await apply(redis.client, undo))).toEqual({
      'pending again': 2,
      'deleted or trimmed since': 1,
    });
    expect((await pendingOf(redis.server, 's')).map(([id]) => id)).toEqual(['1-0', '3-0']);
  });

  test('and what somebody has been given again is left to them', async () => {
    await pendingStream(redis.server, 's', 3);
    const undo = undoOf(await apply(redis.client, everything));
    await redis.server.ask('XGROUP', 'SETID', 's', 'g', '1-0');
    await redis.server.ask('XREADGROUP', 'GROUP', 'g', 'carol', 'COUNT', 1, 'STREAMS', 's', '>');
    const looked = await preview(redis.client, undo);
    expect(looked.warnings.join()).toMatch(/1 of them is pending again already/);
    // It stands before 3-0: that one comes by itself, too.
    expect(looked.warnings.join()).toMatch(/1 of them is after 2-0, where the group stands/);
    expect(outcomes(await apply(redis.client, undo))).toEqual({
      'pending again': 2,
      'pending already, with carol': 1,
    });
    expect((await pendingOf(redis.server, 's')).map(([id, owner]) => [id, owner])).toEqual([
      ['1-0', 'alice'],
      ['2-0', 'carol'],
      ['3-0', 'alice'],
    ]);
  });

  test('an entry that is delivered between the look and the command keeps its new owner', async () => {
    await pendingStream(redis.server, 's', 1);
    const { commands } = await preview(redis.client, undoOf(await apply(redis.client, everything)));
    await redis.server.ask('XGROUP', 'SETID', 's', 'g', '0');
    await redis.server.ask('XREADGROUP', 'GROUP', 'g', 'carol', 'STREAMS', 's', '>');
    await redis.server.ask(...(commands[0]!.split(' ') as [string, ...string[]]));
    expect(await pendingOf(redis.server, 's')).toEqual([['1-0', 'carol', '1']]);
  });

  test('a consumer that is gone is said to be created again', async () => {
    await pendingStream(redis.server, 's', 1);
    const undo = undoOf(await apply(redis.client, everything));
    await redis.server.ask('XGROUP', 'DELCONSUMER', 's', 'g', 'alice');
    expect((await preview(redis.client, undo)).warnings.join()).toMatch(
      /alice is no longer a consumer.*created again/,
    );
    await apply(redis.client, undo);
    expect(await pendingOf(redis.server, 's')).toEqual([['1-0', 'alice', '1']]);
  });

  test('not in a group that is gone, nor in a stream that is gone', async () => {
    await pendingStream(redis.server, 's', 1);
    const undo = undoOf(await apply(redis.client, everything));
    await redis.server.ask('XGROUP', 'DESTROY', 's', 'g');
    expect((await preview(redis.client, undo)).refused).toMatch(/group g no longer exists/);
    expect(await apply(redis.client, undo)).toMatchObject({ state: 'failed' });
    await redis.server.ask('DEL', 's');
    expect((await preview(redis.client, undo)).refused).toMatch(/group g no longer exists/);
  });

  test('not when nothing of it is left', async () => {
    await pendingStream(redis.server, 's', 2);
    const undo = undoOf(await apply(redis.client, everything));
    await redis.server.ask('XTRIM', 's', 'MAXLEN', 0);
    expect((await preview(redis.client, undo)).refused).toMatch(
      /None of these entries can be made pending again/,
    );
  });
});

test('of more than 10,000 the first 10,000 can be undone, and it says so', async () => {
  await redis.server.ask(
    'EVAL',
    'for i = 1, 10100 do redis.call("XADD", KEYS[1], i .. "-0", "n", i) end',
    1,
    's',
  );
  await redis.server.ask('XGROUP', 'CREATE', 's', 'g', '0');
  await redis.server.ask('XREADGROUP', 'GROUP', 'g', 'alice', 'COUNT', 10_100, 'STREAMS', 's', '>');
  const undo = undoOf(await apply(redis.client, everything));
  const looked = await preview(redis.client, undo);
  expect(looked.act).toBe('Make 10,000 entries pending again');
  expect(looked.warnings.join()).toMatch(/100 more were acknowledged/);
  await apply(redis.client, undo);
  expect(plain(await redis.server.ask('XPENDING', 's', 'g'))).toEqual([
    '10000',
    '1-0',
    '10000-0',
    [['alice', '10000']],
  ]);
});

test('what changed nothing, and other actions, offer no undo', async () => {
  await pendingStream(redis.server, 's', 2);
  await redis.server.ask('XACK', 's', 'g', '1-0');
  const none = await apply(redis.client, { kind: 'ack', ...onGroup, selection: selected(['1-0']) });
  expect(none).toMatchObject({ state: 'done', undo: null });
  expect(await apply(redis.client, { kind: 'delete', key, ids: ['1-0'] })).toMatchObject({ undo: null });
});
