import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { splitDeadLetter } from '#shared/redis/dead-letter.ts';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { ActionJob } from '#engine/streams/actions/job.ts';
import { entryLine } from '#engine/streams/entry-lines.ts';
import { readEntries } from '#engine/streams/entries.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
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

let server: TestServer;
let client: RedisClient;

beforeAll(async () => {
  server = await startRedisServer();
  client = await RedisClient.open(server.target(), { purpose: 'test' });
});
afterEach(() => server.ask('FLUSHALL'));
afterAll(async () => {
  client.close();
  await server.stop();
});

const key = bytes('s');
const group = bytes('g');
const length = async (name = 's') => Number(await server.ask('XLEN', name));

/** The commands of a preview do what the action does: run as redis-cli would, they leave the same state. */
async function groupFacts(name = 's') {
  return (plain(await server.ask('XINFO', 'GROUPS', name)) as unknown[][]).map(
    flat =>
      Object.fromEntries(
        flat.flatMap((item, index) => (index % 2 === 0 ? [[item, flat[index + 1]]] : [])),
      ) as Record<string, unknown>,
  );
}

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
    const looked = await preview(client, add({ id: '5-1' }));
    expect(looked.commands).toEqual(['XADD s 5-1 city Oslo city Bergen raw "\\x00\\xff"']);
    expect(await length()).toBe(0);
    expect(await apply(client, add({ id: '5-1' }))).toMatchObject({
      state: 'done',
      message: 'Added 5-1.',
    });
    const entries = (await server.ask('XRANGE', 's', '-', '+')) as [[Buffer, Buffer[]]];
    expect(entries[0][1].map(String).slice(0, 4)).toEqual(['city', 'Oslo', 'city', 'Bergen']);
    expect(entries[0][1][5]).toEqual(Buffer.from([0, 255]));
  });

  test('an id that is not above the last one is refused, before and by the server, with why', async () => {
    await apply(client, add({ id: '5-1' }));
    expect((await preview(client, add({ id: '5-1' }))).refused).toMatch(/above the last one, 5-1/);
    expect(await apply(client, add({ id: '5-1' }))).toMatchObject({
      state: 'failed',
      problem: { code: 'redis' },
    });
    expect(await length()).toBe(1);
  });

  test('NOMKSTREAM makes no stream', async () => {
    expect((await preview(client, add({ noMkStream: true }))).refused).toMatch(/does not exist/);
    expect(await apply(client, add({ noMkStream: true }))).toMatchObject({
      state: 'failed',
      problem: { code: 'not-found' },
    });
    expect(await server.ask('EXISTS', 's')).toBe('0');
  });

  test('can trim in the same command', async () => {
    for (let index = 0; index < 5; index++) await apply(client, add());
    const trim = { strategy: 'MAXLEN' as const, threshold: '2', exact: true };
    expect((await preview(client, add({ trim }))).commands[0]).toMatch(/^XADD s MAXLEN = 2 \* city/);
    await apply(client, add({ trim }));
    expect(await length()).toBe(2);
  });

  test('a key of another type is explained', async () => {
    await server.ask('SET', 's', 'text');
    await expect(preview(client, add())).rejects.toMatchObject({ code: 'conflict' });
    expect(await apply(client, add())).toMatchObject({ state: 'failed', problem: { code: 'conflict' } });
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
    const looked = await preview(client, addMany());
    expect(looked).toMatchObject({ act: 'Add 1,200 entries', commandCount: 1_200, refused: null });
    expect(looked.sentence).toMatch(
      /Adds 1,200 entries of 3 fields to the stream s, which the first one creates/,
    );
    expect(looked.commands[0]).toMatch(/^XADD s \* n 0 who "worker-0 \\xff" temperature [\d.]+$/);
    expect(await length()).toBe(0);

    const end = await apply(client, addMany());
    expect(end).toMatchObject({ state: 'done', message: 'Added 1,200 entries.', done: 1_200, total: 1_200 });
    const entries = (await server.ask('XRANGE', 's', '-', '+')) as [Buffer, Buffer[]][];
    expect(entries).toHaveLength(1_200);
    expect(entries.map(([, fields]) => String(fields[1]))).toEqual(
      Array.from({ length: 1_200 }, (_, n) => String(n)),
    );
    expect(entries[0]![1][3]).toEqual(Buffer.from([...Buffer.from('worker-0 '), 0xff]));
    const [, temperature] = /temperature ([\d.]+)/.exec(looked.commands[0]!)!;
    expect(String(entries[0]![1][5])).toBe(temperature);
  });

  test('a value that cannot be made is said before anything is added', async () => {
    await expect(preview(client, addMany({ fields: [['n', '{{sek}}']] }))).rejects.toThrow(
      /Did you mean seq/,
    );
    expect(await length()).toBe(0);
  });

  test('ends when it is asked to, with what it did', async () => {
    const job = new ActionJob();
    const running = apply(client, addMany({ count: 1_000, perSecond: 1 }), job);
    for await (const state of job.progress(new AbortController().signal)) if (state.done > 0) job.stop();
    expect(await running).toMatchObject({ state: 'stopped', done: 1 });
    expect(await length()).toBe(1);
  });

  test('trims as it goes, and makes no stream where that was not asked for', async () => {
    const trim = { strategy: 'MAXLEN' as const, threshold: '10', exact: true };
    await apply(client, addMany({ trim }));
    expect(await length()).toBe(10);
    await server.ask('DEL', 's');
    expect((await preview(client, addMany({ noMkStream: true }))).refused).toMatch(/does not exist/);
    expect(await apply(client, addMany({ noMkStream: true }))).toMatchObject({ state: 'failed', done: 0 });
    expect(await server.ask('EXISTS', 's')).toBe('0');
  });
});

test('XDEL deletes, says what was not there and warns of ghosts', async () => {
  await pendingStream(server, 's', 4);
  const action: ActionInput = { kind: 'delete', key, ids: ['1-0', '2-0', '9-0'] };
  const looked = await preview(client, action);
  expect(looked).toMatchObject({
    act: 'Delete 2 entries',
    commands: ['XDEL s 1-0 2-0 9-0'],
    destructive: true,
  });
  expect(looked.warnings.join()).toMatch(/2 of them are pending in group g/);
  expect(await length()).toBe(4);
  expect(outcomes(await apply(client, action))).toEqual({ deleted: 2, 'not there': 1 });
  expect((await entriesOf(server, 's')).map(([id]) => id)).toEqual(['3-0', '4-0']);
});

describe('XTRIM', () => {
  test('says how many go and which pending entries become ghosts, then does it', async () => {
    await pendingStream(server, 's', 10);
    const action: ActionInput = {
      kind: 'trim',
      key,
      trim: { strategy: 'MAXLEN', threshold: '4', exact: true },
    };
    const looked = await preview(client, action);
    expect(looked.sentence).toBe('Removes 6 of 10 entries, those before 7-0.');
    expect(looked.warnings.join()).toMatch(/6 of them are pending in group g/);
    expect(await apply(client, action)).toMatchObject({ message: 'Removed 6 entries; 4 entries left.' });
    expect((await entriesOf(server, 's'))[0]![0]).toBe('7-0');
  });

  test('by id', async () => {
    await pendingStream(server, 's', 10);
    await server.ask('XACK', 's', 'g', '1-0', '2-0', '3-0');
    const action: ActionInput = {
      kind: 'trim',
      key,
      trim: { strategy: 'MINID', threshold: '5-0', exact: true },
    };
    const looked = await preview(client, action);
    expect(looked.sentence).toMatch(/Removes 4 of 10 entries/);
    expect(looked.warnings.join()).toMatch(/1 of them is pending/);
    await apply(client, action);
    expect(await length()).toBe(6);
  });

  test('a threshold that is none is refused', async () => {
    await pendingStream(server, 's', 1);
    const trim = { strategy: 'MAXLEN' as const, threshold: 'many', exact: true };
    await expect(preview(client, { kind: 'trim', key, trim })).rejects.toMatchObject({ code: 'bad-input' });
  });
});

test('XSETID moves the last id, never below the newest entry', async () => {
  await pendingStream(server, 's', 3);
  expect((await preview(client, { kind: 'set-stream-id', key, id: '2-0' })).refused).toMatch(
    /newest entry, 3-0/,
  );
  const action: ActionInput = {
    kind: 'set-stream-id',
    key,
    id: '50-0',
    entriesAdded: '60',
    maxDeletedId: '40-0',
  };
  expect((await preview(client, action)).commands).toEqual([
    'XSETID s 50-0 ENTRIESADDED 60 MAXDELETEDID 40-0',
  ]);
  expect(await apply(client, action)).toMatchObject({ message: 'The last generated id is now 50-0.' });
  expect(plain(await server.ask('XADD', 's', '50-*', 'a', '1'))).toBe('50-1');
});

test('deleting a stream names what goes with it', async () => {
  await pendingStream(server, 's', 3);
  const looked = await preview(client, { kind: 'delete-stream', key });
  expect(looked.sentence).toMatch(/3 entries, 1 group and 3 pending entries/);
  await apply(client, { kind: 'delete-stream', key });
  expect(await server.ask('EXISTS', 's')).toBe('0');
});

describe('JSON lines', () => {
  test('out and in again are the same stream', async () => {
    await client.send(['XADD', 's', '5-1', 'a', '1', 'a', '2', Buffer.from([255]), Buffer.from([0, 254])]);
    await server.ask('XADD', 's', '6-0', 'b', 'x\ny');
    const { entries } = await readEntries(client, key, { start: '-', end: '+' }, 10);
    const lines = bytes(entries.map(entryLine).join(''));
    const copy: ActionInput = { kind: 'import', key: bytes('copy'), lines, ids: 'keep' };
    expect((await preview(client, copy)).act).toBe('Import 2 entries');
    expect(outcomes(await apply(client, copy))).toEqual({ added: 2 });
    expect(await server.ask('XRANGE', 'copy', '-', '+')).toEqual(await server.ask('XRANGE', 's', '-', '+'));
    expect((await preview(client, copy)).refused).toMatch(/ids of a stream only grow/);
    expect(outcomes(await apply(client, { ...copy, ids: 'new' }))).toEqual({ added: 2 });
  });

  test('a wrong line is named, and nothing is added', async () => {
    const lines = bytes('{"fields":[["a","1"]]}\n{"fields":[]}\n');
    const failed = await apply(client, { kind: 'import', key, lines, ids: 'new' });
    expect(failed).toMatchObject({ state: 'failed', problem: { code: 'bad-input' } });
    expect(failed.problem?.message).toMatch(/^Line 2/);
    expect(await length()).toBe(0);
  });
});

describe('groups', () => {
  test('are created from the end, the beginning, an id, with and without a stream', async () => {
    const create: ActionInput = { kind: 'create-group', key, group, from: '$' };
    expect((await preview(client, create)).refused).toMatch(/MKSTREAM/);
    await apply(client, { ...create, makeStream: true });
    expect((await groupFacts())[0]).toMatchObject({ name: 'g', 'last-delivered-id': '0-0' });
    expect((await preview(client, create)).refused).toMatch(/has a group of that name/);
    expect(await apply(client, create)).toMatchObject({ state: 'failed', problem: { code: 'redis' } });
    for (let index = 1; index <= 5; index++) await server.ask('XADD', 's', `${index}-0`, 'a', '1');
    const replay: ActionInput = { kind: 'create-group', key, group: bytes('replay'), from: '2-0' };
    const looked = await preview(client, replay);
    expect(looked.sentence).toMatch(/given 3 of 5 entries/);
    expect(looked.commands).toEqual(['XGROUP CREATE s replay 2-0']);
    expect(await apply(client, replay)).toMatchObject({ message: 'Created replay at 2-0.' });
  });

  test('set back, say what is delivered again and which pending entries are taken over', async () => {
    await pendingStream(server, 's', 6);
    await server.ask('XACK', 's', 'g', '1-0', '2-0', '3-0', '4-0');
    const action: ActionInput = { kind: 'set-group-id', key, group, id: '2-0' };
    const looked = await preview(client, action);
    expect(looked.sentence).toMatch(/goes back from 6-0 to 2-0: 4 entries will be delivered again/);
    expect(looked.warnings.join()).toMatch(/2 of them are still pending.*starts over at 1/);
    expect(looked.warnings.join()).toMatch(/A new group/);
    expect((await groupFacts())[0]!['last-delivered-id']).toBe('6-0');
    await apply(client, action);
    expect((await groupFacts())[0]!['last-delivered-id']).toBe('2-0');
  });

  test('set forward, say what is skipped', async () => {
    await pendingStream(server, 's', 3);
    await server.ask('XADD', 's', '4-0', 'a', '1');
    const looked = await preview(client, { kind: 'set-group-id', key, group, id: '$' });
    expect(looked.sentence).toMatch(/1 entry will not be delivered/);
  });

  test('take the position of another group', async () => {
    await pendingStream(server, 's', 3);
    await server.ask('XGROUP', 'CREATE', 's', 'other', '0');
    const action: ActionInput = { kind: 'copy-position', key, group: bytes('other'), from: group };
    expect((await preview(client, action)).commands).toEqual(['XGROUP SETID s other 3-0 ENTRIESREAD 3']);
    await apply(client, action);
    expect((await groupFacts()).map(facts => facts['last-delivered-id'])).toEqual(['3-0', '3-0']);
  });

  test('are destroyed with their pending entries counted', async () => {
    await pendingStream(server, 's', 3);
    const action: ActionInput = { kind: 'destroy-group', key, group };
    const looked = await preview(client, action);
    expect(looked.act).toBe('Destroy group g and drop 3 pending entries');
    await apply(client, action);
    expect(await groupFacts()).toEqual([]);
    expect(await length()).toBe(3);
  });
});

describe('consumers', () => {
  test('are created and deleted, with the pending entries they would drop', async () => {
    await pendingStream(server, 's', 3);
    await apply(client, { kind: 'create-consumer', key, group, consumer: bytes('bob') });
    expect(plain(await server.ask('XINFO', 'CONSUMERS', 's', 'g'))).toHaveLength(2);
    const action: ActionInput = { kind: 'delete-consumer', key, group, consumer: bytes('alice') };
    const looked = await preview(client, action);
    expect(looked.act).toBe('Delete consumer alice and drop 3 pending entries');
    expect(looked.warnings).toEqual(['Claim them for another consumer first to keep them.']);
    expect(await apply(client, action)).toMatchObject({
      message: 'Deleted alice and dropped 3 pending entries.',
    });
    expect(await pendingOf(server, 's')).toEqual([]);
    expect((await preview(client, action)).refused).toMatch(/no consumer of that name/);
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
    await server.ask('XGROUP', 'CREATE', 's', 'g', '0', 'MKSTREAM');
    for (const id of ['1-0', '2-0', '3-0']) await server.ask('XADD', 's', id, 'n', '1');
    const looked = await preview(client, read());
    expect(looked).toMatchObject({
      act: 'Read as alice',
      commands: ['XREADGROUP GROUP g alice COUNT 2 STREAMS s >'],
      destructive: false,
    });
    expect(looked.sentence).toMatch(/Gives alice 2 entries .*\(1-0 to 2-0\), and moves the group on to 2-0/);
    expect(looked.sentence).toMatch(/become pending with alice, with a delivery count of 1/);
    expect(looked.warnings.join()).toMatch(/alice is not a consumer of the group yet/);
    expect(await pendingOf(server, 's')).toEqual([]);
    expect((await groupFacts())[0]!['last-delivered-id']).toBe('0-0');

    expect(await apply(client, read())).toMatchObject({
      state: 'done',
      message: 'alice was given 2 entries: 1-0 to 2-0.',
    });
    expect(await pendingOf(server, 's')).toEqual([
      ['1-0', 'alice', '1'],
      ['2-0', 'alice', '1'],
    ]);
    await apply(client, read());
    expect((await preview(client, read())).sentence).toMatch(
      /Gives alice nothing: g has been given every entry/,
    );
    expect(await apply(client, read())).toMatchObject({
      message: expect.stringMatching(/given nothing/) as string,
    });
  });

  test('NOACK says that they never become pending, and is a loss', async () => {
    await server.ask('XGROUP', 'CREATE', 's', 'g', '0', 'MKSTREAM');
    await server.ask('XADD', 's', '1-0', 'n', '1');
    const looked = await preview(client, read({ noAck: true }));
    expect(looked.commands).toEqual(['XREADGROUP GROUP g alice COUNT 2 NOACK STREAMS s >']);
    expect(looked.sentence).toMatch(/never become pending/);
    expect(looked.destructive).toBe(true);
    expect(outcomes(await apply(client, read({ noAck: true })))).toEqual({ 'given, and not pending': 1 });
    expect(await pendingOf(server, 's')).toEqual([]);
  });

  test('of an id gives its own pending entries again, and says that this counts as a delivery', async () => {
    await pendingStream(server, 's', 3);
    const again = read({ from: '1-0', count: 10 });
    const looked = await preview(client, again);
    expect(looked.sentence).toMatch(/again 2 pending entries of its own after 1-0.*go up by one/);
    expect(outcomes(await apply(client, again))).toEqual({ 'given again': 2 });
    expect(await pendingOf(server, 's')).toEqual([
      ['1-0', 'alice', '1'],
      ['2-0', 'alice', '2'],
      ['3-0', 'alice', '2'],
    ]);
    await server.ask('XDEL', 's', '2-0');
    expect((await apply(client, read({ from: '0', count: 10 }))).message).toMatch(
      /1 of them no longer exists/,
    );
    expect((await preview(client, read({ from: '0', consumer: bytes('bob') }))).sentence).toMatch(
      /Gives bob nothing: it has no pending entry\./,
    );
  });

  test('in a group that does not exist is refused', async () => {
    await pendingStream(server, 's', 1);
    expect((await preview(client, read({ group: bytes('nobody') }))).refused).toMatch(
      /nobody does not exist/,
    );
  });
});

describe('XACK', () => {
  test('of everything that is pending, the preview says how much that is, however much', async () => {
    await server.ask(
      'EVAL',
      'for i = 1, 12000 do redis.call("XADD", KEYS[1], i .. "-0", "n", i) end',
      1,
      's',
    );
    await server.ask('XGROUP', 'CREATE', 's', 'g', '0');
    await server.ask('XREADGROUP', 'GROUP', 'g', 'alice', 'COUNT', 11_500, 'STREAMS', 's', '>');
    await server.ask('XREADGROUP', 'GROUP', 'g', 'bob', 'COUNT', 500, 'STREAMS', 's', '>');
    const all: ActionInput = { kind: 'ack', key, group, selection: { by: 'filter', filter: {} } };
    expect(await preview(client, all)).toMatchObject({
      act: 'Acknowledge 12,000 entries',
      sentence: expect.stringContaining('(11,500 of alice, 500 of bob)') as string,
      commandCount: null,
    });
    const some: ActionInput = {
      ...all,
      selection: { by: 'filter', filter: { minDeliveries: '1' } },
    };
    expect((await preview(client, some)).act).toBe('Acknowledge at least 10,000 entries');
  });

  test('acknowledges what is as it was seen, and leaves what went to others', async () => {
    await pendingStream(server, 's', 15);
    const action: ActionInput = {
      kind: 'ack',
      key,
      group,
      selection: selected(Array.from({ length: 15 }, (_, index) => `${index + 1}-0`)),
    };
    expect(await preview(client, action)).toMatchObject({ act: 'Acknowledge 15 entries', commandCount: 1 });
    await server.ask('XCLAIM', 's', 'g', 'bob', 0, '3-0');
    const looked = await preview(client, action);
    expect(looked.warnings.join()).toMatch(
      /1 of the selected rows has been acknowledged, claimed or delivered again/,
    );
    const progress = await apply(client, action);
    expect(outcomes(progress)).toEqual({ acknowledged: 14, 'went to bob': 1 });
    expect(progress).toMatchObject({ state: 'done', done: 15, total: 15 });
    expect(await pendingOf(server, 's')).toEqual([['3-0', 'bob', '2']]);
  });

  test('of all that match asks for the payload', async () => {
    await pendingStream(server, 's', 250);
    const action: ActionInput = {
      kind: 'ack',
      key,
      group,
      selection: { by: 'filter', filter: { payload: { language: 'cel', text: 'int(event.n) > 20' } } },
    };
    const looked = await preview(client, action);
    expect(looked.act).toBe('Acknowledge 230 entries');
    expect(looked.commandCount).toBe(3);
    expect(outcomes(await apply(client, action))).toEqual({ acknowledged: 230 });
    expect(await pendingOf(server, 's')).toHaveLength(20);
  });

  test('stops between two steps and says how far it came', async () => {
    await pendingStream(server, 's', 250);
    const ids = Array.from({ length: 250 }, (_, index) => `${index + 1}-0`);
    for (const selection of [{ by: 'filter' as const, filter: {} }, selected(ids)]) {
      await server.ask('FLUSHALL');
      await pendingStream(server, 's', 250);
      const job = new ActionJob();
      job.changes.subscribe(() => job.count('acknowledged') > 0 && job.stop());
      const progress = await apply(client, { kind: 'ack', key, group, selection }, job);
      expect(progress).toMatchObject({ state: 'stopped', done: 100 });
      expect(await pendingOf(server, 's')).toHaveLength(150);
    }
  });

  test('nothing that was selected is pending any more', async () => {
    await pendingStream(server, 's', 2);
    await server.ask('XACK', 's', 'g', '1-0', '2-0');
    const action: ActionInput = { kind: 'ack', key, group, selection: selected(['1-0', '2-0']) };
    expect((await preview(client, action)).refused).toMatch(/None of the selected entries/);
    expect(outcomes(await apply(client, action))).toEqual({ 'no longer pending': 2 });
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
    await pendingStream(server, 's', 3);
    const looked = await preview(client, claim(['1-0', '3-0']));
    expect(looked).toMatchObject({ act: 'Claim 2 for bob', commands: ['XCLAIM s g bob 0 1-0 3-0'] });
    expect(looked.sentence).toMatch(/Moves 2 entries from alice to bob.*goes up by one/);
    expect(outcomes(await apply(client, claim(['1-0', '3-0'])))).toEqual({ claimed: 2 });
    expect(await pendingOf(server, 's')).toEqual([
      ['1-0', 'bob', '2'],
      ['2-0', 'alice', '1'],
      ['3-0', 'bob', '2'],
    ]);
  });

  test('JUSTID leaves the delivery count; IDLE, RETRYCOUNT and MIN-IDLE do what they say', async () => {
    await pendingStream(server, 's', 3);
    await apply(client, claim(['1-0'], { justId: true }));
    await apply(client, claim(['2-0'], { idleMs: 90_000, retryCount: '9223372036854775807' }));
    const refused = await apply(client, claim(['3-0'], { minIdleMs: 60_000 }));
    expect(outcomes(refused)).toEqual({ 'left alone: not idle for long enough': 1 });
    expect(await pendingOf(server, 's')).toEqual([
      ['1-0', 'bob', '1'],
      ['2-0', 'bob', '9223372036854775807'],
      ['3-0', 'alice', '1'],
    ]);
    const [row] = plain(await server.ask('XPENDING', 's', 'g', '2-0', '2-0', 1)) as [
      [string, string, string],
    ];
    expect(Number(row[2])).toBeGreaterThanOrEqual(90_000);
  });

  test('TIME sets the time of the last delivery', async () => {
    await pendingStream(server, 's', 1);
    await apply(client, claim(['1-0'], { time: Date.now() - 3_600_000 }));
    const [row] = plain(await server.ask('XPENDING', 's', 'g', '1-0', '1-0', 1)) as [
      [string, string, string],
    ];
    expect(Number(row[2])).toBeGreaterThanOrEqual(3_590_000);
  });

  test('FORCE claims what is not pending', async () => {
    await pendingStream(server, 's', 2);
    await server.ask('XACK', 's', 'g', '1-0');
    expect(outcomes(await apply(client, claim(['1-0'], { force: true })))).toEqual({ claimed: 1 });
    expect((await pendingOf(server, 's'))[0]!.slice(0, 2)).toEqual(['1-0', 'bob']);
  });

  test('shows ghosts before it drops them', async () => {
    await pendingStream(server, 's', 2);
    await server.ask('XDEL', 's', '1-0');
    expect((await preview(client, claim(['1-0', '2-0']))).warnings.join()).toMatch(/1 of them is a ghost/);
    expect(outcomes(await apply(client, claim(['1-0', '2-0'])))).toEqual({
      claimed: 1,
      'deleted entries, dropped from pending': 1,
    });
    expect(await pendingOf(server, 's')).toHaveLength(1);
  });
});

describe('XAUTOCLAIM', () => {
  test('follows its cursor to the end', async () => {
    await pendingStream(server, 's', 130);
    await server.ask('XDEL', 's', '5-0', '77-0');
    const action: ActionInput = {
      kind: 'auto-claim',
      key,
      group,
      consumer: bytes('bob'),
      minIdleMs: 0,
      count: 10,
      justId: true,
    };
    const looked = await preview(client, action);
    expect(looked.act).toBe('Sweep 130 pending entries to bob');
    expect(looked.commands).toEqual(['XAUTOCLAIM s g bob 0 0-0 COUNT 10 JUSTID']);
    expect(looked.warnings.join()).toMatch(/2 of them have no entry any more/);
    expect(outcomes(await apply(client, action))).toEqual({
      claimed: 128,
      'deleted entries, dropped from pending': 2,
    });
    const after = await pendingOf(server, 's');
    expect(after).toHaveLength(128);
    expect(after.every(([, owner, deliveries]) => owner === 'bob' && deliveries === '1')).toBe(true);
  });
});

describe('acknowledge and delete', () => {
  test('does both, and warns of other groups', async () => {
    await pendingStream(server, 's', 3);
    await server.ask('XGROUP', 'CREATE', 's', 'other', '0');
    await server.ask('XREADGROUP', 'GROUP', 'other', 'x', 'COUNT', 1, 'STREAMS', 's', '>');
    const action: ActionInput = { kind: 'ack-delete', key, group, selection: selected(['1-0', '2-0']) };
    const looked = await preview(client, action);
    expect(looked.warnings.join()).toMatch(/1 of them is pending in group other/);
    const modern = looked.commands[0] !== 'MULTI';
    expect(looked.commands).toEqual(
      modern ? ['XACKDEL s g IDS 2 1-0 2-0'] : ['MULTI', 'XACK s g 1-0 2-0', 'XDEL s 1-0 2-0', 'EXEC'],
    );
    expect(outcomes(await apply(client, action))).toEqual({ 'acknowledged and deleted': 2 });
    expect(await pendingOf(server, 's')).toEqual([['3-0', 'alice', '1']]);
    expect(await length()).toBe(1);
  });
});

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
    await server.ask('XADD', 's', '1-0', 'a', '1', 'a', '2', 'raw', Buffer.from([0, 255]));
    await server.ask('XGROUP', 'CREATE', 's', 'g', '0');
    await server.ask('XREADGROUP', 'GROUP', 'g', 'alice', 'STREAMS', 's', '>');
    const looked = await preview(client, move(['1-0']));
    expect(looked.act).toBe('Move 1 entry to dead');
    expect(looked.commands[0]).toMatch(/^EVAL .* 2 s dead g 'cannot be parsed' 1-0 alice 1$/s);
    expect(outcomes(await apply(client, move(['1-0'])))).toEqual({ moved: 1 });
    expect(await pendingOf(server, 's')).toEqual([]);
    expect(await length()).toBe(1);
    const [[, fields]] = (await server.ask('XRANGE', 'dead', '-', '+')) as [[Buffer, Buffer[]]];
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
    await pendingStream(server, 's', 6);
    const job = new ActionJob();
    await server.ask('XCLAIM', 's', 'g', 'bob', 0, '1-0');
    await server.ask('XCLAIM', 's', 'g', 'alice', 0, '2-0');
    await server.ask('XACK', 's', 'g', '3-0');
    await server.ask('XDEL', 's', '4-0');
    const progress = await apply(client, move(['1-0', '2-0', '3-0', '4-0', '5-0']), job);
    expect(outcomes(progress)).toEqual({
      moved: 1,
      'went to bob': 1,
      'delivered again meanwhile': 1,
      'no longer pending': 1,
      'ghosts, left pending': 1,
    });
    expect((await pendingOf(server, 's')).map(([id]) => id)).toEqual(['1-0', '2-0', '4-0', '6-0']);
    expect(await length('dead')).toBe(1);
  });

  test('nothing is acknowledged when the target takes no entries', async () => {
    await pendingStream(server, 's', 2);
    await server.ask('SET', 'dead', 'text');
    expect((await preview(client, move(['1-0']))).refused).toMatch(/is not a stream: it holds a string/);
    expect(await apply(client, move(['1-0']))).toMatchObject({ state: 'failed' });
    expect(await pendingOf(server, 's')).toHaveLength(2);
  });

  test('a server that is out of memory moves nothing and acknowledges nothing', async () => {
    await pendingStream(server, 's', 2);
    await server.ask('CONFIG', 'SET', 'maxmemory', 1);
    const progress = await apply(client, move(['1-0']));
    await server.ask('CONFIG', 'SET', 'maxmemory', 0);
    expect(progress).toMatchObject({
      state: 'failed',
      problem: { message: expect.stringMatching(/maxmemory/) as string },
    });
    expect(await pendingOf(server, 's')).toHaveLength(2);
    expect(await server.ask('EXISTS', 'dead')).toBe('0');
  });

  test('an entry with more fields than a script can pass on is copied, then acknowledged', async () => {
    await client.send(['XADD', 's', '1-0', ...Array.from({ length: 9_000 }, (_, index) => `f${index}`)]);
    await server.ask('XGROUP', 'CREATE', 's', 'g', '0');
    await server.ask('XREADGROUP', 'GROUP', 'g', 'alice', 'STREAMS', 's', '>');
    expect(outcomes(await apply(client, move(['1-0'])))).toEqual({ 'copied, then acknowledged': 1 });
    expect(await pendingOf(server, 's')).toEqual([]);
    const [[, fields]] = (await server.ask('XRANGE', 'dead', '-', '+')) as [[Buffer, Buffer[]]];
    expect(fields).toHaveLength(9_014);
  });

  test('go back where they came from, as they were', async () => {
    await pendingStream(server, 's', 2);
    await apply(client, move(['1-0', '2-0']));
    const ids = (await entriesOf(server, 'dead')).map(([id]) => id);
    const action: ActionInput = { kind: 'requeue', key: bytes('dead'), ids };
    const looked = await preview(client, action);
    expect(looked.sentence).toMatch(/Adds 2 entries to s as they were and takes them from dead/);
    expect(outcomes(await apply(client, action))).toEqual({ requeued: 2 });
    expect(await length('dead')).toBe(0);
    expect((await entriesOf(server, 's')).map(([, fields]) => fields)).toEqual([
      ['n', '1'],
      ['n', '2'],
      ['n', '1'],
      ['n', '2'],
    ]);
    expect(outcomes(await apply(client, action))).toEqual({ 'gone already': 2 });
  });

  test('go back edited, and may stay', async () => {
    await pendingStream(server, 's', 1);
    await apply(client, move(['1-0']));
    const [[id]] = (await entriesOf(server, 'dead')) as [[string, string[]]];
    await apply(client, {
      kind: 'requeue',
      key: bytes('dead'),
      ids: [id],
      fields: [[bytes('n'), bytes('mended')]],
      remove: false,
    });
    expect((await entriesOf(server, 's')).at(-1)![1]).toEqual(['n', 'mended']);
    expect(await length('dead')).toBe(1);
  });

  test('do not make their stream anew; ordinary entries beside them are never requeued', async () => {
    await pendingStream(server, 's', 1);
    await apply(client, move(['1-0']));
    await server.ask('DEL', 's');
    const [[id]] = (await entriesOf(server, 'dead')) as [[string, string[]]];
    const action: ActionInput = { kind: 'requeue', key: bytes('dead'), ids: [id] };
    expect(outcomes(await apply(client, action))).toEqual({ 'its stream does not exist any more, left': 1 });
    expect(await length('dead')).toBe(1);
    const foreign = plain(await server.ask('XADD', 'dead', '*', 'a', '1')) as string;
    for (const target of [null, bytes('other')]) {
      const wrong: ActionInput = { ...action, ids: [foreign], target };
      expect((await preview(client, wrong)).refused).toMatch(/not dead letters.*nothing is requeued/);
      expect(outcomes(await apply(client, wrong))).toEqual({ 'not a dead letter, left': 1 });
    }
    expect(await length('dead')).toBe(2);
    const mixed: ActionInput = { ...action, ids: [id, foreign], target: bytes('other') };
    expect((await preview(client, mixed)).warnings.join()).toMatch(/1 of them is an ordinary entry/);
    expect(outcomes(await apply(client, mixed))).toEqual({ requeued: 1, 'not a dead letter, left': 1 });
    expect(await entriesOf(server, 'other')).toMatchObject([[expect.any(String), ['n', '1']]]);
    expect(await length('dead')).toBe(1);
  });
});

test('what this server has not is refused with the reason, never tried', async () => {
  await pendingStream(server, 's', 1);
  const known = (plain(await server.ask('COMMAND', 'INFO', 'XNACK', 'XDELEX')) as unknown[]).map(
    info => info !== null,
  );
  const release = await preview(client, {
    kind: 'release',
    key,
    group,
    mode: 'FAIL',
    selection: selected(['1-0']),
  });
  expect(release.refused === null).toBe(known[0]);
  expect(release.commands).toEqual(['XNACK s g FAIL IDS 1 1-0']);
  const deletion = await preview(client, { kind: 'delete', key, ids: ['1-0'], references: 'ACKED' });
  expect(deletion.refused === null).toBe(known[1]);
  expect(deletion.commands).toEqual(['XDELEX s ACKED IDS 1 1-0']);
});
