import { describe, expect, test } from 'vitest';
import { ActionJob } from '#engine/actions/job.ts';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { serverOfFile } from '../support/file-server.ts';
import { applyKey, previewKey, type KeyActionInput } from '../support/keys.ts';
import { bytes, outcomes, plain } from '../support/streams.ts';

const redis = serverOfFile();

const ask = async (...command: [string, ...string[]]) => plain(await redis.server.ask(...command));
const key = bytes('k');

interface Change {
  what: string;
  before: [string, ...string[]][];
  action: KeyActionInput;
  /** The last command that is shown, before EXEC. */
  command: string;
  after: [command: [string, ...string[]], reply: unknown];
}

const changes: Change[] = [
  {
    what: 'a string is replaced and keeps its lifetime',
    before: [['SET', 'k', 'old', 'PX', '60000']],
    action: { kind: 'set-value', key, value: bytes('new'), before: bytes('old') },
    command: 'SET k new KEEPTTL',
    after: [['GET', 'k'], 'new'],
  },
  {
    what: 'a string is created',
    before: [],
    action: { kind: 'set-value', key, value: bytes('a\nb'), before: null },
    command: String.raw`SET k "a\nb" NX`,
    after: [['GET', 'k'], 'a\nb'],
  },
  {
    what: 'a field is replaced',
    before: [['HSET', 'k', 'f', '1', 'g', '2']],
    action: { kind: 'set-field', key, field: bytes('f'), value: bytes('9'), before: bytes('1') },
    command: 'HSET k f 9',
    after: [
      ['HMGET', 'k', 'f', 'g'],
      ['9', '2'],
    ],
  },
  {
    what: 'a hash is created with its first field',
    before: [],
    action: { kind: 'set-field', key, field: bytes('f'), value: bytes('9'), before: null, isNew: true },
    command: 'HSET k f 9',
    after: [
      ['HGETALL', 'k'],
      ['f', '9'],
    ],
  },
  {
    what: 'an element is replaced',
    before: [['RPUSH', 'k', 'a', 'b', 'c']],
    action: { kind: 'set-element', key, index: 1, value: bytes('B'), before: bytes('b') },
    command: 'LSET k 1 B',
    after: [
      ['LRANGE', 'k', '0', '-1'],
      ['a', 'B', 'c'],
    ],
  },
  {
    what: 'one of equal elements is removed, the one at its place',
    before: [['RPUSH', 'k', 'a', 'b', 'a', 'c']],
    action: { kind: 'remove-element', key, index: 2, before: bytes('a') },
    command: 'LREM k 1 millrace:removed:7e3a91c5-46d8-4b7e-9d39-0f5a2c81be64',
    after: [
      ['LRANGE', 'k', '0', '-1'],
      ['a', 'b', 'c'],
    ],
  },
  {
    what: 'an element is added at the beginning',
    before: [['RPUSH', 'k', 'b']],
    action: { kind: 'push', key, side: 'left', value: bytes('a') },
    command: 'LPUSH k a',
    after: [
      ['LRANGE', 'k', '0', '-1'],
      ['a', 'b'],
    ],
  },
  {
    what: 'a member is added',
    before: [['SADD', 'k', 'a']],
    action: { kind: 'add-member', key, member: bytes('b') },
    command: 'SADD k b',
    after: [['SCARD', 'k'], '2'],
  },
  {
    what: 'a score is set',
    before: [['ZADD', 'k', '1', 'a']],
    action: { kind: 'set-score', key, member: bytes('a'), score: '2.5', before: '1' },
    command: 'ZADD k 2.5 a',
    after: [['ZSCORE', 'k', 'a'], '2.5'],
  },
  {
    what: 'a key is renamed',
    before: [['SET', 'k', 'x']],
    action: { kind: 'rename', key, to: bytes('other'), replace: false },
    command: 'RENAMENX k other',
    after: [
      ['MGET', 'k', 'other'],
      [null, 'x'],
    ],
  },
  {
    what: 'a key is copied over another one',
    before: [
      ['SET', 'k', 'x'],
      ['SET', 'other', 'y'],
    ],
    action: { kind: 'copy', key, to: bytes('other'), replace: true },
    command: 'COPY k other REPLACE',
    after: [
      ['MGET', 'k', 'other'],
      ['x', 'x'],
    ],
  },
  {
    what: 'a key stays',
    before: [['SET', 'k', 'x', 'PX', '60000']],
    action: { kind: 'persist', key },
    command: 'PERSIST k',
    after: [['PTTL', 'k'], '-1'],
  },
];

describe('a change of one key', () => {
  test.each(changes)(
    '$what: the commands first, then exactly that',
    async ({ before, action, command, after }) => {
      for (const [name, ...args] of before) await redis.server.ask(name, ...args);
      const stood = await Promise.all([redis.server.ask('DUMP', 'k'), redis.server.ask('DUMP', 'other')]);
      const shown = await previewKey(redis.client, action);
      expect(shown.refused).toBeNull();
      expect(shown.commands[0]).toMatch(/^WATCH k/);
      expect(shown.commands.slice(-2)).toEqual([command, 'EXEC']);
      // Looking has changed nothing.
      expect(await Promise.all([redis.server.ask('DUMP', 'k'), redis.server.ask('DUMP', 'other')])).toEqual(
        stood,
      );
      const progress = await applyKey(redis.server, action);
      expect(progress).toMatchObject({ state: 'done', problem: null, done: 1 });
      expect(await ask(...after[0])).toEqual(after[1]);
    },
  );

  test('keeps the lifetime of a string, and sets one', async () => {
    await redis.server.ask('SET', 'k', 'old', 'PX', 60_000);
    await applyKey(redis.server, { kind: 'set-value', key, value: bytes('new'), before: bytes('old') });
    expect(Number(await ask('PTTL', 'k'))).toBeGreaterThan(50_000);
    const progress = await applyKey(redis.server, { kind: 'expire', key, at: { inMs: 7_200_000 } });
    expect(progress.message).toBe('k expires in 7,200 seconds.');
    expect(Number(await ask('PTTL', 'k'))).toBeGreaterThan(7_000_000);
  });

  test('overwrites nothing that was not seen', async () => {
    await redis.server.ask('SET', 'k', 'theirs');
    await redis.server.ask('HSET', 'h', 'f', 'theirs');
    await redis.server.ask('RPUSH', 'l', 'theirs');
    await redis.server.ask('ZADD', 'z', 5, 'm');
    const mine = bytes('mine');
    const seen = bytes('what I saw');
    const stale: KeyActionInput[] = [
      { kind: 'set-value', key, value: mine, before: seen },
      { kind: 'set-value', key, value: mine, before: null },
      { kind: 'set-field', key: bytes('h'), field: bytes('f'), value: mine, before: seen },
      { kind: 'set-field', key: bytes('h'), field: bytes('f'), value: mine, before: null },
      { kind: 'set-field', key: bytes('h'), field: bytes('g'), value: mine, before: null, isNew: true },
      { kind: 'set-element', key: bytes('l'), index: 0, value: mine, before: seen },
      { kind: 'remove-element', key: bytes('l'), index: 0, before: seen },
      { kind: 'set-score', key: bytes('z'), member: bytes('m'), score: '1', before: '4' },
      { kind: 'rename', key, to: bytes('h'), replace: false },
      { kind: 'set-field', key, field: bytes('f'), value: mine, before: null },
      { kind: 'push', key, side: 'left', value: mine },
      { kind: 'add-member', key, member: mine },
      { kind: 'rename', key: bytes('nobody'), to: bytes('x'), replace: false },
      { kind: 'expire', key: bytes('nobody'), at: { inMs: 1 } },
    ];
    for (const action of stale) {
      expect((await previewKey(redis.client, action)).refused, action.kind).not.toBeNull();
      const { state, problem } = await applyKey(redis.server, action);
      expect([state, problem?.code], action.kind).toEqual(['failed', 'conflict']);
    }
    expect(await ask('MGET', 'k')).toEqual(['theirs']);
    expect(await ask('HGETALL', 'h')).toEqual(['f', 'theirs']);
    expect(await ask('LRANGE', 'l', '0', '-1')).toEqual(['theirs']);
    expect(await ask('ZSCORE', 'z', 'm')).toBe('5');
    expect(await ask('DBSIZE')).toBe('4');
  });

  test('is refused by Redis where somebody is faster between looking and doing', async () => {
    await redis.server.ask('SET', 'k', 'old');
    const job = new ActionJob();
    const { applyKeyAction } = await import('#engine/keys/actions/actions.ts');
    const own = await RedisClient.open(redis.server.target(), { purpose: 'action' });
    const hasty = new Proxy(own, {
      get(target, name) {
        const value = Reflect.get(target, name, target) as unknown;
        if (name !== 'transaction')
          return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
        return async (commands: never) => {
          await redis.server.ask('SET', 'k', 'theirs');
          return target.transaction(commands);
        };
      },
    });
    await applyKeyAction(
      { dedicated: async () => hasty },
      { kind: 'set-value', key, value: bytes('mine'), before: bytes('old') },
      job,
    );
    expect(job.state()).toMatchObject({ state: 'failed', problem: { code: 'conflict' }, done: 0 });
    expect(await ask('GET', 'k')).toBe('theirs');
  });
});

describe('deleting', () => {
  test('fields and members, with what is left', async () => {
    await redis.server.ask('HSET', 'k', 'a', 1, 'b', 2);
    const action: KeyActionInput = {
      kind: 'remove-items',
      key,
      type: 'hash',
      names: [bytes('a'), bytes('x')],
    };
    const shown = await previewKey(redis.client, action);
    expect(shown).toMatchObject({ commands: ['HDEL k a x'], destructive: true });
    const progress = await applyKey(redis.server, action);
    expect(outcomes(progress as never)).toEqual({ removed: 1, 'not there': 1 });
    expect(progress.message).toBe('Removed 1 field; 1 left.');
    expect((await previewKey(redis.client, { ...action, type: 'set' })).refused).toMatch('is a hash by now');
  });

  test('a key, with what it is and holds', async () => {
    await redis.server.ask('RPUSH', 'k', 1, 2, 3);
    const action: KeyActionInput = { kind: 'delete-keys', keys: [key] };
    expect(await previewKey(redis.client, action)).toMatchObject({
      act: 'Delete k',
      sentence: 'Deletes the list k with 3 items.',
      commands: ['UNLINK k'],
      destructive: true,
      refused: null,
    });
    expect((await applyKey(redis.server, action)).message).toBe('Deleted 1 key.');
    expect((await previewKey(redis.client, action)).refused).toMatch('no longer exists');
  });

  test('all that match, step by step, and no other; the count first, what is left after', async () => {
    await redis.server.ask(
      'EVAL',
      'for i = 1, 5000 do redis.call("SET", "tmp:" .. i, i) redis.call("SET", "keep:" .. i, i) end',
      0,
    );
    await redis.server.ask('HSET', 'tmp:hash', 'a', 1);
    const action: KeyActionInput = { kind: 'delete-matching', pattern: bytes('tmp:*'), type: 'string' };
    const shown = await previewKey(redis.client, action);
    expect(shown).toMatchObject({
      act: 'Delete 5,000 keys',
      commandCount: null,
      destructive: true,
      refused: null,
    });
    expect(shown.commands[0]).toBe('SCAN 0 MATCH tmp:* COUNT 1000 TYPE string');
    const progress = await applyKey(redis.server, action);
    expect(progress).toMatchObject({ state: 'done', message: 'Deleted 5,000 keys. None is left.' });
    expect(await ask('DBSIZE')).toBe('5001');
    expect((await previewKey(redis.client, action)).refused).toBe('No key matches.');
  });

  test('is stopped in the middle, and what was deleted is told', async () => {
    await redis.server.ask('EVAL', 'for i = 1, 20000 do redis.call("SET", "tmp:" .. i, i) end', 0);
    const job = new ActionJob();
    const unsubscribe = job.changes.subscribe(() => {
      if (job.count('deleted') > 0) job.stop();
    });
    const progress = await applyKey(
      redis.server,
      { kind: 'delete-matching', pattern: bytes('tmp:*'), type: null },
      job,
    );
    unsubscribe();
    expect(progress.state).toBe('stopped');
    expect(Number(await ask('DBSIZE'))).toBe(20_000 - progress.done);
    expect(progress.done).toBeGreaterThan(0);
    expect(progress.done).toBeLessThan(20_000);
  });
});

test('a user who may not write is told before', async () => {
  await redis.server.ask('SET', 'k', 'x');
  await redis.server.ask(
    'ACL',
    'SETUSER',
    'reader',
    'reset',
    'on',
    '>pass',
    '~*',
    '+@read',
    '+@connection',
    '+info',
    '+command',
    '+acl',
  );
  const reader = await RedisClient.open(redis.server.target({ username: 'reader' }), {
    purpose: 'test',
    password: 'pass',
  });
  try {
    const { refused } = await previewKey(reader, { kind: 'delete-keys', keys: [key] });
    expect(refused).toBe('The user "reader" may not run UNLINK.');
  } finally {
    reader.close();
  }
});

test('what may be done is done where its lifetime may not be asked, and reported as done', async () => {
  await redis.server.ask('SET', 'k', 'old');
  await redis.server.ask('ACL', 'SETUSER', 'default', '-pttl');
  try {
    const action: KeyActionInput = { kind: 'set-value', key, value: bytes('new'), before: bytes('old') };
    const progress = await applyKey(redis.server, action);
    expect(progress).toMatchObject({ state: 'done', message: 'k is "new" now.' });
    expect(progress.outcomes).toMatchObject([{ what: 'replaced', count: 1 }]);
    expect(await ask('GET', 'k')).toBe('new');
    const expire: KeyActionInput = { kind: 'expire', key, at: { inMs: 60_000 } };
    expect(await previewKey(redis.client, expire)).toMatchObject({
      sentence: 'k expires in 60 seconds.',
      refused: null,
    });
    expect(await applyKey(redis.server, expire)).toMatchObject({
      state: 'done',
      message: expect.stringMatching(/^It was done\. .*PTTL/),
    });
  } finally {
    await redis.server.ask('ACL', 'SETUSER', 'default', '+pttl');
  }
});
