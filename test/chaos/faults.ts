import type { Random } from '#shared/pipeline/random.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { TcpProxy } from '../support/tcp-proxy.ts';
import type { TestServer } from '../support/redis-server.ts';
import type { Input } from './inputs.ts';
import { GIVEN, KEYS } from './model.ts';
import type { Result } from './results.ts';
import type { Workers } from './workers.ts';

/** Where faults happen. */
export interface Field {
  readonly server: TestServer;
  readonly proxy: TcpProxy;
  readonly workers: Workers;
  readonly random: Random;
  readonly input: Input;
  readonly result: Result;
  /** Sets the workers' clocks so many milliseconds ahead. */
  readonly setClock: (aheadMs: number) => Promise<void>;
  /** Changes the file in a way that what is open goes on from. */
  readonly editFile: () => Promise<void>;
}

/** Something that happens to a pipeline sooner or later. It ends by itself: after it nothing is in the way any more. */
export interface Fault {
  readonly name: string;
  /** To what it can happen; to everything where it does not say. */
  readonly needs?: (scenario: { input: Input; result: Result }) => unknown;
  /** It takes away what was given and not counted: the guarantee says that this is lost. */
  readonly loses?: boolean;
  /** Everything is gone, on both sides: the counts begin anew. */
  readonly clears?: boolean;
  run(field: Field): Promise<unknown>;
}

/** What has been taken away already cannot be taken away. */
const notThere = (error: unknown): void => {
  const reply = error instanceof MillraceError ? String(error.detail?.reply) : '';
  if (!/no such key|NOGROUP|requires the key to exist/i.test(reply)) throw error;
};
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));
const isExec = (bytes: Buffer) => bytes.includes('\r\nEXEC\r\n');
/** Redis keeps what was given, and loses what was counted, or both: what is outside of it does not follow. */
const isAllInRedis = ({ input, result }: { input: Input; result: Result }) =>
  !input.atMostOnce && !result.atLeastOnce;

/** Redis is set to refuse for a while. */
const refusing = (name: string, refuse: [string, ...string[]], allow: [string, ...string[]]): Fault => ({
  name,
  async run({ server, random }) {
    await server.ask(...refuse);
    await pause(random.int(200, 1_500));
    await server.ask(...allow);
  },
});

/** What results add up to is taken away, and from what has to be counted in the same moment. */
const REMOVE_RESULTS = `for _, key in ipairs(ARGV) do
  local sum = 0
  for _, value in ipairs(redis.call('HVALS', KEYS[1] .. key)) do sum = sum + value end
  redis.call('HINCRBY', KEYS[2], key, -sum)
  redis.call('DEL', KEYS[1] .. key)
end`;

/** Events with one key, counted as given: as many as the second argument says. */
const GIVE_MANY = `
for n = 1, ARGV[2] do redis.call('XADD', KEYS[1], '*', 'color', ARGV[1], 'n', n) end
redis.call('HINCRBY', KEYS[2], ARGV[1], ARGV[2])`;

export const faults: readonly Fault[] = [
  {
    name: 'kill -9 of a worker',
    run: ({ workers, random }) => workers.kill(random.pick(workers.names)),
  },
  {
    name: 'a worker that is stopped for a while',
    async run({ workers, random }) {
      const name = random.pick(workers.names);
      workers.signal(name, 'SIGSTOP');
      await pause(random.int(100, 3_000));
      workers.signal(name, 'SIGCONT');
    },
  },
  {
    name: 'all connections killed by the server',
    run: ({ server }) => server.ask('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'),
  },
  { name: 'all connections cut by the network', run: async ({ proxy }) => proxy.cut() },
  { name: 'connections that fall silent', run: async ({ proxy }) => proxy.swallow() },
  {
    name: 'EXEC carried out, its reply cut',
    async run({ proxy, random }) {
      let left = random.int(1, 3);
      proxy.behave({ request: bytes => !(isExec(bytes) && left-- > 0) });
      await pause(random.int(300, 1_000));
      proxy.behave({});
    },
  },
  {
    name: 'bytes in pieces, each late',
    async run({ proxy, random }) {
      proxy.behave({ splitBytes: random.int(50, 2_000), delayMs: 1 });
      await pause(random.int(200, 800));
      proxy.behave({});
    },
  },
  refusing(
    'a server out of memory',
    ['CONFIG', 'SET', 'maxmemory', '1'],
    ['CONFIG', 'SET', 'maxmemory', '0'],
  ),
  refusing(
    'a server without its replicas',
    ['CONFIG', 'SET', 'min-replicas-to-write', '1'],
    ['CONFIG', 'SET', 'min-replicas-to-write', '0'],
  ),
  refusing(
    'a server that is made a replica, and a primary again',
    ['REPLICAOF', '127.0.0.1', '1'],
    ['REPLICAOF', 'NO', 'ONE'],
  ),
  {
    name: 'kill -9 of a server that keeps what it confirmed a second ago',
    needs: isAllInRedis,
    async run({ server, random }) {
      await server.kill('SIGKILL');
      await pause(random.int(0, 500));
      await server.restart();
    },
  },
  {
    name: 'the server killed, and a worker with it',
    needs: isAllInRedis,
    async run({ server, workers, random }) {
      await server.kill('SIGKILL');
      await workers.kill(random.pick(workers.names));
      await server.restart();
    },
  },
  { name: 'FLUSHALL', needs: isAllInRedis, clears: true, run: ({ server }) => server.ask('FLUSHALL') },
  {
    name: 'FLUSHALL while a worker is dead',
    needs: isAllInRedis,
    clears: true,
    async run({ server, workers, random }) {
      await workers.kill(random.pick(workers.names), () => server.ask('FLUSHALL'));
    },
  },
  {
    name: 'DEL of what it reads',
    needs: ({ input }) => input.key,
    loses: true,
    run: ({ server, input }) => server.ask('DEL', input.key!),
  },
  {
    name: 'RENAME of what it reads',
    needs: ({ input }) => input.key,
    loses: true,
    run: ({ server, input }) => server.ask('RENAME', input.key!, 'elsewhere').catch(notThere),
  },
  {
    name: 'XTRIM of what it reads',
    needs: ({ input }) => input.isStream,
    loses: true,
    run: ({ server, input, random }) => server.ask('XTRIM', input.key!, 'MAXLEN', random.int(0, 20)),
  },
  {
    name: 'a group that is destroyed',
    needs: ({ input }) => input.group,
    run: ({ server, input }) => server.ask('XGROUP', 'DESTROY', input.key!, input.group!).catch(notThere),
  },
  {
    name: 'thousands at once, and the group destroyed again and again under workers that stand still in turn',
    needs: ({ input }) => input.group,
    async run({ server, input, workers, random }) {
      for (let round = 0; round < 6; round++) {
        await server.ask('EVAL', GIVE_MANY, 2, input.key!, GIVEN, random.pick(KEYS), 1_000);
        await pause(random.int(0, 100));
        const name = random.pick(workers.names);
        workers.signal(name, 'SIGSTOP');
        await pause(random.int(0, 500));
        await server.ask('XGROUP', 'DESTROY', input.key!, input.group!).catch(notThere);
        workers.signal(name, 'SIGCONT');
        await pause(random.int(0, 200));
      }
    },
  },
  {
    name: 'a consumer that is deleted',
    needs: ({ input }) => input.group,
    loses: true,
    run: ({ server, input, workers, random }) =>
      server
        .ask('XGROUP', 'DELCONSUMER', input.key!, input.group!, random.pick(workers.names))
        .catch(notThere),
  },
  {
    name: 'DEL of results',
    // In one moment with what was given, which Redis has to count for that.
    needs: ({ input, result }) => input.give && result.hashes,
    run: ({ server, result }) => server.ask('EVAL', REMOVE_RESULTS, 2, result.hashes!, GIVEN, ...KEYS),
  },
  {
    name: 'a result that has another type for a while',
    needs: ({ result }) => result.hashes,
    async run({ server, result, random }) {
      const key = `${result.hashes!}${random.pick(KEYS)}`;
      const put = `if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('RENAME', KEYS[1], KEYS[2]) end redis.call('SET', KEYS[1], 'text')`;
      const back = `redis.call('DEL', KEYS[1]) if redis.call('EXISTS', KEYS[2]) == 1 then redis.call('RENAME', KEYS[2], KEYS[1]) end`;
      await server.ask('EVAL', put, 2, key, 'aside');
      await pause(random.int(100, 1_000));
      await server.ask('EVAL', back, 2, key, 'aside');
    },
  },
  {
    name: 'results that are not numbers for a while, and a worker killed',
    needs: ({ result }) => result.hashes,
    async run({ server, result, workers, random }) {
      const key = `${result.hashes!}${random.pick(KEYS)}`;
      const before = (await server.ask('HGETALL', key)) as Buffer[];
      const put = `for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  redis.call('HSET', KEYS[2], field, redis.call('HGET', KEYS[1], field)) redis.call('HSET', KEYS[1], field, 'text') end`;
      const back = `local all = redis.call('HGETALL', KEYS[2])
for i = 1, #all, 2 do redis.call('HSET', KEYS[1], all[i], all[i + 1]) end redis.call('DEL', KEYS[2])`;
      if (before.length === 0) return;
      await server.ask('EVAL', put, 2, key, 'aside');
      await pause(random.int(100, 1_000));
      await workers.kill(random.pick(workers.names));
      await server.ask('EVAL', back, 2, key, 'aside');
    },
  },
  {
    name: 'a clock that jumps, by up to an hour',
    async run({ setClock, workers, random }) {
      await setClock(random.int(-3_600_000, 3_600_000));
      if (random.int(0, 1) === 0) await workers.kill(random.pick(workers.names));
      await pause(random.int(50, 300));
    },
  },
  {
    name: 'a file that is edited, and a worker killed',
    async run({ editFile, workers, random }) {
      await editFile();
      await workers.kill(random.pick(workers.names));
    },
  },
];
