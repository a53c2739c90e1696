import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '#shared/pipeline/random.ts';
import { RedisClient, type Command } from '#engine/connections/redis-client.ts';
import { REFUSED, REFUSED_OUTSIDE } from '#engine/pipelines/checkpoint/refused.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { startProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';
import { faults, type Fault, type Field } from './faults.ts';
import { startFeed, type Feed } from './feed.ts';
import { differences, GIVEN, givenInRedis, KEYS, noCounts, sum, type Counts } from './model.ts';
import type { Scenario } from './scenarios.ts';
import { Workers } from './workers.ts';

export interface ChaosOptions {
  seed: number;
  /** So many faults, one after the other. */
  faults: number;
  /** Only those whose names contain one of these. */
  only?: readonly string[];
  log?: (line: string) => void;
}

/** Between two faults something has to be counted, or nothing but starts would be tried. */
const PROGRESS_LIMIT_MS = 30_000;
const DRAIN_LIMIT_MS = 60_000;
const BATCH = 20;

/**
 * Runs a pipeline under random faults and compares with a model that is obviously right: how often each key was given, within the bounds of the
 * pipeline's guarantee in words.
 *
 * @returns the differences; none when every event counted as promised and nothing ended that should have waited
 */
export async function chaos(
  { input, result }: Scenario,
  { seed, faults: count, only = [''], log = () => {} }: ChaosOptions,
): Promise<string[]> {
  const random = new Random(seed);
  const server = await startRedisServer(['--appendonly', 'yes', '--appendfsync', 'everysec']);
  const proxy = await startProxy(server.port);
  const feed = await startFeed();
  const folder = await mkdtemp(join(tmpdir(), 'millrace-chaos-'));
  const [path, clock] = [join(folder, 'chaos.json'), join(folder, 'clock')];
  let edits = 0;
  const editFile = () => {
    const file = { name: 'Chaos', id: 'chaos', source: input.source(feed), ...result.file(folder) };
    return writeFile(path, JSON.stringify(edits++ % 2 === 0 ? file : edited(file)));
  };
  const setClock = (aheadMs: number) => writeFile(clock, String(aheadMs));
  await editFile();
  await setClock(0);
  const workers = new Workers(input.workers, path, {
    REDIS_URL: `redis://127.0.0.1:${proxy.port}?socket_timeout=2`,
    NODE_OPTIONS: `--import=${new URL('clock.ts', import.meta.url).href}`,
    CHAOS_CLOCK: clock,
  });
  const field: Field = { server, proxy, workers, random, input, result, setClock, editFile };
  const giving = giveEvents(input.give, feed, random.int(0, 2 ** 30), () =>
    RedisClient.open(server.target(), { purpose: 'chaos' }),
  );
  const given = input.give === null ? feed : givenInRedis(server);
  const found: string[] = [];
  let lost = noCounts();
  const counted = () => result.counted(server, folder);
  const total = async () => sum(await counted().catch(noCounts));
  const compare = async (bounds: Counts) =>
    differences(await given.counts(), await counted(), {
      lost: bounds,
      atLeastOnce: result.atLeastOnce ?? false,
      atMostOnce: input.atMostOnce ?? false,
    });
  const drain = async () => {
    await giving.pause();
    const isDrained = async () => (await input.isDrained(server, feed)) && !(await keepsWrites(server));
    await until(() => isDrained().catch(() => false), Boolean, DRAIN_LIMIT_MS).catch(() => {
      found.push(`not everything was taken within ${DRAIN_LIMIT_MS / 1000} s`);
    });
  };
  const progress = async (what: string) => {
    const before = await total();
    // What was counted may be lost with the server's last second, or flushed.
    await until(total, now => now !== before, PROGRESS_LIMIT_MS).catch(() => {
      found.push(`nothing was counted for ${PROGRESS_LIMIT_MS / 1000} s ${what}`);
    });
  };
  /** What was given and not counted may be lost, and nothing else is. */
  const lose = async (fault: Fault) => {
    await giving.pause();
    const bounds = less(await given.counts(), await counted());
    await fault.run(field);
    await giving.resume();
    await progress(`after ${fault.name}`);
    if (!result.isImmediate) {
      lost = plus(lost, bounds);
      return;
    }
    await drain();
    found.push(...(await compare(plus(lost, bounds))));
    if (!result.atLeastOnce && !input.atMostOnce) await given.set(await counted());
    else lost = plus(lost, bounds);
    await giving.resume();
  };
  const possible = faults.filter(
    ({ name, needs }) => only.some(part => name.includes(part)) && (!needs || needs({ input, result })),
  );
  try {
    for (let n = 1; n <= count && found.length === 0; n++) {
      await progress(`before fault ${n}`);
      const fault = random.pick(possible);
      log(`${n}. ${fault.name}`);
      await new Promise(resolve => setTimeout(resolve, random.int(0, 300)));
      await (fault.loses ? lose(fault) : fault.run(field));
      if (fault.clears) lost = noCounts();
    }
    if (found.length === 0) await progress('after the last fault');
    await drain();
    await workers.stop();
    found.push(...workers.deaths, ...(await compare(lost)));
    log(`given ${sum(await given.counts())}, counted ${sum(await counted())}, lost at most ${sum(lost)}`);
  } finally {
    await giving.stop();
    await workers.abandon();
    await proxy.stop();
    await server.stop();
    feed.stop();
    await rm(folder, { recursive: true, force: true });
  }
  return found;
}

/** Whether something that was taken is neither counted nor lost: Redis refused the write, and the pipeline keeps it beside its position. */
async function keepsWrites(server: TestServer): Promise<boolean> {
  for (const checkpoint of (await server.ask('KEYS', 'millrace:{chaos}:*')) as Buffer[]) {
    if (String(await server.ask('TYPE', checkpoint)) !== 'hash') continue;
    const kept = (await server.ask('HMGET', checkpoint, REFUSED, REFUSED_OUTSIDE)) as (Buffer | null)[];
    if (kept.some(writes => writes !== null && writes.length > 0)) return true;
  }
  return false;
}

/** Gives a batch of events and counts them, in one transaction, again and again; over every fault. */
function giveEvents(
  give: ((key: string, n: number) => Command) | null,
  feed: Feed,
  seed: number,
  open: () => Promise<RedisClient>,
): {
  pause(): Promise<void>;
  /** Settled when something has been given. */
  resume(): Promise<void>;
  stop(): Promise<void>;
} {
  const choose = new Random(seed);
  let [n, isPaused] = [0, false];
  const stopping = new AbortController();
  let client: RedisClient | undefined;
  let wake = () => {};
  let hasGiven = () => {};
  /** Settled while nothing is under way. */
  let batch: Promise<void> = Promise.resolve();

  async function giveBatch(): Promise<void> {
    const keys = Array.from({ length: BATCH }, () => choose.pick(KEYS));
    if (give === null) for (const key of keys) feed.give(key, n++);
    else {
      const commands = keys.flatMap((key): Command[] => [give(key, n++), ['HINCRBY', GIVEN, key, 1]]);
      try {
        if (!client || client.closed) client = await open();
        if (!(await client.transaction(commands))) return;
      } catch {
        // Refused, or cut off: whether it was carried out stands in Redis.
        return;
      }
    }
    hasGiven();
  }
  const ended = (async () => {
    while (!stopping.signal.aborted) {
      if (isPaused) await new Promise<void>(resolve => (wake = resolve));
      else {
        await (batch = giveBatch());
        await new Promise(resolve => setTimeout(resolve, 15));
      }
    }
    client?.close();
  })();
  return {
    pause() {
      isPaused = true;
      return batch;
    },
    resume() {
      isPaused = false;
      wake();
      return new Promise(resolve => (hasGiven = resolve));
    },
    stop() {
      stopping.abort();
      wake();
      return ended;
    },
  };
}

/** Another file of which everything goes on: one aggregate more, where there are any, and flushes at other times. */
function edited(file: Record<string, unknown>): Record<string, unknown> {
  const { aggregate } = file;
  const more = aggregate ? { aggregate: { more: { max: 'int(event.n)' }, ...aggregate } } : {};
  return { ...file, flush: '70ms', ...more };
}

const less = (a: Counts, b: Counts): Counts =>
  Object.fromEntries(KEYS.map(key => [key, Math.max(0, (a[key] ?? 0) - (b[key] ?? 0))]));
const plus = (a: Counts, b: Counts): Counts =>
  Object.fromEntries(KEYS.map(key => [key, (a[key] ?? 0) + (b[key] ?? 0)]));
