import { describe, expect, test } from 'vitest';
import type { KeyRow } from '#shared/contract/keys.ts';
import { bytesText } from '#shared/redis/text.ts';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { KeyWalk, type WalkedKeys } from '#engine/keys/key-walk.ts';
import { readKeyFigures } from '#engine/keys/key-figures.ts';
import { summarizePrefix } from '#engine/keys/prefix-summary.ts';
import { serverOfFile } from '../support/file-server.ts';
import { bytes } from '../support/streams.ts';

const redis = serverOfFile();

async function make(count: number, nameOf: string): Promise<void> {
  await redis.server.ask(
    'EVAL',
    'for i = 1, tonumber(ARGV[1]) do redis.call("SET", string.format(ARGV[2], i), i) end',
    0,
    count,
    nameOf,
  );
}

function walkOf(keys: Partial<WalkedKeys> = {}): KeyWalk {
  return new KeyWalk(() => redis.client, { pattern: bytes(''), type: null, separator: ':', ...keys });
}

/** Resolves when the walk is in a state, and at once where it is. */
async function reaches(
  walk: KeyWalk,
  isThere: (state: ReturnType<KeyWalk['state']>) => boolean,
): Promise<void> {
  const ended = new AbortController();
  for await (const state of walk.changes.states(() => walk.state(), ended.signal))
    if (isThere(state)) return ended.abort();
}

async function walked(keys: Partial<WalkedKeys> = {}): Promise<KeyWalk> {
  const walk = walkOf(keys);
  walk.continue();
  await reaches(walk, ({ state }) => state !== 'walking');
  return walk;
}

const text = (row: KeyRow) =>
  row.kind === 'gone'
    ? '(gone)'
    : row.kind === 'key'
      ? bytesText(row.key)
      : `${bytesText(row.prefix)} ${row.keys}`;
const flat = async (walk: KeyWalk, from = 0, count = 500) =>
  (await walk.rows('flat', [], from, count)).rows.map(text);

describe('a walk', () => {
  test('finds every key once, with odd names, by pattern and by type', async () => {
    const odd = ['', ' ', 'a b', 'new\nline', 'esc\u001b[31m', 'ünï:côde', ':', '::', 'a:*:[b]'];
    for (const name of odd) await redis.server.ask('SET', name, '1');
    await redis.server.ask('SET', Buffer.from([0xff, 0x3a, 0x00]), '1');
    await redis.server.ask('HSET', 'ev:a', 'f', 1);
    const all = await walked();
    expect(all.state()).toMatchObject({ state: 'finished', found: 11, looked: 11, isWhole: true });
    const names = await flat(all);
    expect(names).toHaveLength(11);
    expect(names).toContain(String.raw`\xff:\x00`);
    expect(names).toContain(String.raw`esc\x1b[31m`);
    expect(await flat(await walked({ type: 'hash' }))).toEqual(['ev:a']);
    expect(await flat(await walked({ pattern: bytes(String.raw`a:\*:\[b\]`) }))).toEqual(['a:*:[b]']);
  });

  test('lists each key that was there all the time exactly once, while others come and go', async () => {
    await make(20_000, 'stay:%d');
    await make(5_000, 'leave:%d');
    const walk = walkOf();
    walk.continue();
    let churned = 0;
    while (walk.state().state === 'walking') {
      await redis.server.ask(
        'UNLINK',
        ...Array.from({ length: 50 }, (_, index) => `leave:${churned * 50 + index + 1}`),
      );
      await redis.server.ask(
        'MSET',
        ...Array.from({ length: 50 }, (_, index) => [`come:${churned * 50 + index}`, '1']).flat(),
      );
      churned++;
      if (churned > 10_000) throw new Error('It never ends.');
    }
    expect(walk.state()).toMatchObject({ state: 'finished', isWhole: true, problem: null });
    const stay = walk.tree.find('stay:')!;
    expect(stay).toMatchObject({ keys: 20_000, held: 20_000 });
    const seen = [...walk.tree.heldFrom(0)];
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.every(name => /^(stay|leave|come):\d+$/.test(name))).toBe(true);
    expect(walk.tree.root.keys).toBe(seen.length);
  });

  test('is stopped and continued, and begun anew', async () => {
    await make(30_000, 'k:%d');
    const walk = walkOf();
    walk.continue();
    await reaches(walk, ({ found }) => found > 0);
    walk.stop();
    const { found } = walk.state();
    expect(walk.state().state).toBe('stopped');
    expect(found).toBeLessThan(30_000);
    walk.continue();
    await reaches(walk, ({ state }) => state === 'finished');
    expect(walk.state().found).toBe(30_000);
    await redis.server.ask('FLUSHALL');
    walk.again();
    await reaches(walk, ({ state, found }) => state === 'finished' && found === 0);
  });

  test('says why it cannot go on, and goes on with the next connection', async () => {
    await make(10, 'k:%d');
    let gone = true;
    const lost = await RedisClient.open(redis.server.target(), { purpose: 'test' });
    lost.close();
    const walk = new KeyWalk(() => (gone ? lost : redis.client), {
      pattern: bytes(''),
      type: null,
      separator: ':',
    });
    walk.continue();
    await reaches(walk, ({ problem }) => problem !== null);
    expect(walk.state()).toMatchObject({ state: 'stopped', problem: { code: 'disconnected' } });
    gone = false;
    walk.continue();
    await reaches(walk, ({ state }) => state === 'finished');
    expect(walk.state()).toMatchObject({ found: 10, problem: null });
  });

  test('holds no more names than it may, and still lists any part of them', async () => {
    await make(150_000, 'user:%d');
    await redis.server.ask('SET', 'rare', '1');
    const walk = await walked();
    expect(walk.state()).toMatchObject({ state: 'finished', found: 150_001, isWhole: false });
    expect(walk.tree.root.held).toBeLessThan(100_001);
    const tree = await walk.rows('tree', [], 0, 10);
    expect(tree.rows.map(text)).toEqual(['rare', 'user: 150000']);
    const opened = await walk.rows('tree', ['user:'], 50_001, 100);
    expect(opened.rows.at(-1)).toMatchObject({ kind: 'rest' });
    const seen = new Set<string>();
    for (let from = 0; from < 150_001; from += 500) for (const name of await flat(walk, from)) seen.add(name);
    expect(seen.size).toBe(150_001);
    expect((await flat(walk, 149_990)).length).toBe(11);
    // What has gone since leaves its place.
    await redis.server.ask('FLUSHALL');
    expect(await flat(walk, 70_000, 3)).toEqual(['(gone)', '(gone)', '(gone)']);
  });
});

describe('what keys are', () => {
  test('by type, with their length, memory and lifetime; a prefix by some of its keys', async () => {
    await redis.server.ask('SET', 's', 'hello');
    await redis.server.ask('HSET', 'e:h', 'a', 1, 'b', 2);
    await redis.server.ask('RPUSH', 'e:l', 1, 2, 3);
    await redis.server.ask('SADD', 'e:s', 1);
    await redis.server.ask('ZADD', 'e:z', 1, 'a');
    await redis.server.ask('XADD', 'e:x', '*', 'a', 'b');
    await redis.server.ask('PEXPIRE', 'e:h', 90_000);
    const names = ['s', 'e:h', 'e:l', 'e:s', 'e:z', 'e:x', 'nobody'];
    const { figures, missing } = await readKeyFigures(redis.client, names.map(bytes));
    expect(figures.map(({ type, size }) => [type, size])).toEqual([
      ['string', 5],
      ['hash', 2],
      ['list', 3],
      ['set', 1],
      ['zset', 1],
      ['stream', 1],
      ['none', null],
    ]);
    expect(figures[1]!.ttlMs).toBeGreaterThan(80_000);
    expect(figures.slice(0, 6).every(({ memoryBytes }) => memoryBytes! > 0)).toBe(true);
    expect(missing).toEqual([]);
    const summary = await summarizePrefix(await walked(), 'e:', 100);
    expect(summary).toMatchObject({ keys: 5, sampled: 5, expiring: { count: 1 } });
    expect(summary.types).toHaveLength(5);
  });

  test('where TYPE, PTTL and MEMORY may not be asked, by what their length tells', async () => {
    await redis.server.ask('HSET', 'h', 'a', 1);
    await redis.server.ask('SET', 's', 'x');
    await redis.server.ask(
      'ACL',
      'SETUSER',
      'limited',
      'reset',
      'on',
      '>pass',
      '~*',
      '+@all',
      '-type',
      '-pttl',
      '-memory',
    );
    const limited = await RedisClient.open(redis.server.target({ username: 'limited' }), {
      purpose: 'test',
      password: 'pass',
    });
    try {
      const { figures, missing } = await readKeyFigures(limited, [bytes('h'), bytes('s'), bytes('none')]);
      expect(figures).toMatchObject([
        { type: 'hash', size: 1, ttlMs: null, memoryBytes: null },
        { type: 'string', size: 1 },
        { type: null, size: null },
      ]);
      expect(missing).toEqual(['TYPE', 'PTTL', 'MEMORY USAGE']);
    } finally {
      limited.close();
    }
  });
});
