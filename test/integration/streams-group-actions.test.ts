import { describe, expect, test } from 'vitest';
import { serverOfFile } from '../support/file-server.ts';
import {
  apply,
  bytes,
  outcomes,
  pendingOf,
  pendingStream,
  plain,
  preview,
  type ActionInput,
} from '../support/streams.ts';

const redis = serverOfFile();

const key = bytes('s');
const group = bytes('g');
const length = async (name = 's') => Number(await redis.server.ask('XLEN', name));

/** The commands of a preview do what the action does: run as redis-cli would, they leave the same state. */
async function groupFacts(name = 's') {
  return (plain(await redis.server.ask('XINFO', 'GROUPS', name)) as unknown[][]).map(
    flat =>
      Object.fromEntries(
        flat.flatMap((item, index) => (index % 2 === 0 ? [[item, flat[index + 1]]] : [])),
      ) as Record<string, unknown>,
  );
}

describe('groups', () => {
  test('are created from the end, the beginning, an id, with and without a stream', async () => {
    const create: ActionInput = { kind: 'create-group', key, group, from: '$' };
    expect((await preview(redis.client, create)).refused).toMatch(/MKSTREAM/);
    await apply(redis.client, { ...create, makeStream: true });
    expect((await groupFacts())[0]).toMatchObject({ name: 'g', 'last-delivered-id': '0-0' });
    expect((await preview(redis.client, create)).refused).toMatch(/has a group of that name/);
    expect(await apply(redis.client, create)).toMatchObject({ state: 'failed', problem: { code: 'redis' } });
    for (let index = 1; index <= 5; index++) await redis.server.ask('XADD', 's', `${index}-0`, 'a', '1');
    const replay: ActionInput = { kind: 'create-group', key, group: bytes('replay'), from: '2-0' };
    const looked = await preview(redis.client, replay);
    expect(looked.sentence).toMatch(/given 3 of 5 entries/);
    expect(looked.commands).toEqual(['XGROUP CREATE s replay 2-0']);
    expect(await apply(redis.client, replay)).toMatchObject({ message: 'Created replay at 2-0.' });
  });

  test('set back, say what is delivered again and which pending entries are taken over', async () => {
    await pendingStream(redis.server, 's', 6);
    await redis.server.ask('XACK', 's', 'g', '1-0', '2-0', '3-0', '4-0');
    const action: ActionInput = { kind: 'set-group-id', key, group, id: '2-0' };
    const looked = await preview(redis.client, action);
    expect(looked.sentence).toMatch(/goes back from 6-0 to 2-0: 4 entries will be delivered again/);
    expect(looked.warnings.join()).toMatch(/2 of them are still pending.*starts over at 1/);
    expect(looked.warnings.join()).toMatch(/A new group/);
    expect((await groupFacts())[0]!['last-delivered-id']).toBe('6-0');
    await apply(redis.client, action);
    expect((await groupFacts())[0]!['last-delivered-id']).toBe('2-0');
  });

  test('set forward, say what is skipped', async () => {
    await pendingStream(redis.server, 's', 3);
    await redis.server.ask('XADD', 's', '4-0', 'a', '1');
    const looked = await preview(redis.client, { kind: 'set-group-id', key, group, id: '$' });
    expect(looked.sentence).toMatch(/1 entry will not be delivered/);
  });

  test('take the position of another group', async () => {
    await pendingStream(redis.server, 's', 3);
    await redis.server.ask('XGROUP', 'CREATE', 's', 'other', '0');
    const action: ActionInput = { kind: 'copy-position', key, group: bytes('other'), from: group };
    expect((await preview(redis.client, action)).commands).toEqual([
      'XGROUP SETID s other 3-0 ENTRIESREAD 3',
    ]);
    await apply(redis.client, action);
    expect((await groupFacts()).map(facts => facts['last-delivered-id'])).toEqual(['3-0', '3-0']);
  });

  test('are destroyed with their pending entries counted', async () => {
    await pendingStream(redis.server, 's', 3);
    const action: ActionInput = { kind: 'destroy-group', key, group };
    const looked = await preview(redis.client, action);
    expect(looked.act).toBe('Destroy group g and drop 3 pending entries');
    await apply(redis.client, action);
    expect(await groupFacts()).toEqual([]);
    expect(await length()).toBe(3);
  });
});

describe('consumers', () => {
  test('are created and deleted, with the pending entries they would drop', async () => {
    await pendingStream(redis.server, 's', 3);
    await apply(redis.client, { kind: 'create-consumer', key, group, consumer: bytes('bob') });
    expect(plain(await redis.server.ask('XINFO', 'CONSUMERS', 's', 'g'))).toHaveLength(2);
    const action: ActionInput = { kind: 'delete-consumer', key, group, consumer: bytes('alice') };
    const looked = await preview(redis.client, action);
    expect(looked.act).toBe('Delete consumer alice and drop 3 pending entries');
    expect(looked.warnings).toEqual(['Claim them for another consumer first to keep them.']);
    expect(await apply(redis.client, action)).toMatchObject({
      message: 'Deleted alice and dropped 3 pending entries.',
    });
    expect(await pendingOf(redis.server, 's')).toEqual([]);
    expect((await preview(redis.client, action)).refused).toMatch(/no consumer of that name/);
  });
});

describe('XREADGROUP as a consumer', () => {
  const read = (more: Partial<Extract<ActionInput, { kind: 'read-group' }>> = {}): ActionInput => ({
    kind: 'read-group',
    key,
    group,
    consumer: bytes('alice'),
    count: 2,
    from: '>',
    ...more,
  });
  test('of new entries says which they are and that they become pending, and changes nothing before', async () => {
    await redis.server.ask('XGROUP', 'CREATE', 's', 'g', '0', 'MKSTREAM');
    for (const id of ['1-0', '2-0', '3-0']) await redis.server.ask('XADD', 's', id, 'n', '1');
    const looked = await preview(redis.client, read());
    expect(looked).toMatchObject({
      act: 'Read as alice',
      commands: ['XREADGROUP GROUP g alice COUNT 2 STREAMS s >'],
      destructive: false,
    });
    expect(looked.sentence).toMatch(/Gives alice 2 entries .*\(1-0 to 2-0\), and moves the group on to 2-0/);
    expect(looked.sentence).toMatch(/become pending with alice, with a delivery count of 1/);
    expect(looked.warnings.join()).toMatch(/alice is not a consumer of the group yet/);
    expect(await pendingOf(redis.server, 's')).toEqual([]);
    expect((await groupFacts())[0]!['last-delivered-id']).toBe('0-0');

    expect(await apply(redis.client, read())).toMatchObject({
      state: 'done',
      message: 'alice was given 2 entries: 1-0 to 2-0.',
    });
    expect(await pendingOf(redis.server, 's')).toEqual([
      ['1-0', 'alice', '1'],
      ['2-0', 'alice', '1'],
    ]);
    await apply(redis.client, read());
    expect((await preview(redis.client, read())).sentence).toMatch(
      /Gives alice nothing: g has been given every entry/,
    );
    expect(await apply(redis.client, read())).toMatchObject({
      message: expect.stringMatching(/given nothing/) as string,
    });
  });

  test('NOACK says that they never become pending, and is a loss', async () => {
    await redis.server.ask('XGROUP', 'CREATE', 's', 'g', '0', 'MKSTREAM');
    await redis.server.ask('XADD', 's', '1-0', 'n', '1');
    const looked = await preview(redis.client, read({ noAck: true }));
    expect(looked.commands).toEqual(['XREADGROUP GROUP g alice COUNT 2 NOACK STREAMS s >']);
    expect(looked.sentence).toMatch(/never become pending/);
    expect(looked.destructive).toBe(true);
    expect(outcomes(await apply(redis.client, read({ noAck: true })))).toEqual({
      'given, and not pending': 1,
    });
    expect(await pendingOf(redis.server, 's')).toEqual([]);
  });

  test('of an id gives its own pending entries again, and says that this counts as a delivery', async () => {
    await pendingStream(redis.server, 's', 3);
    const again = read({ from: '1-0', count: 10 });
    const looked = await preview(redis.client, again);
    expect(looked.sentence).toMatch(/again 2 pending entries of its own after 1-0.*go up by one/);
    expect(outcomes(await apply(redis.client, again))).toEqual({ 'given again': 2 });
    expect(await pendingOf(redis.server, 's')).toEqual([
      ['1-0', 'alice', '1'],
      ['2-0', 'alice', '2'],
      ['3-0', 'alice', '2'],
    ]);
    await redis.server.ask('XDEL', 's', '2-0');
    expect((await apply(redis.client, read({ from: '0', count: 10 }))).message).toMatch(
      /1 of them no longer exists/,
    );
    expect((await preview(redis.client, read({ from: '0', consumer: bytes('bob') }))).sentence).toMatch(
      /Gives bob nothing: it has no pending entry\./,
    );
  });

  test('in a group that does not exist is refused', async () => {
    await pendingStream(redis.server, 's', 1);
    expect((await preview(redis.client, read({ group: bytes('nobody') }))).refused).toMatch(
      /nobody does not exist/,
    );
  });
});
