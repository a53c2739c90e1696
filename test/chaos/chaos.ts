import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '#shared/pipeline/random.ts';
import { RedisClient, type Command } from '#engine/connections/redis-client.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { startProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';
import { faults } from './faults.ts';
import { KEYS, type Scenario } from './scenarios.ts';
import { Workers } from './workers.ts';

export interface ChaosOptions {
  seed: number;
  /** So many faults, one after the other. */
  faults: number;
  log?: (line: string) => void;
}

/** Between two faults something has to be counted, or nothing but starts would be tried. */
const PROGRESS_LIMIT_MS = 30_000;
const DRAIN_LIMIT_MS = 60_000;
const BATCH = 20;

/**
 * Runs a pipeline under random faults and compares with a model that is obviously right: how often each key was given, kept by Redis in the
 * transaction that gave it. So what Redis loses in a crash is lost on both sides.
 *
 * @returns the differences; none when every event counted once and nothing ended that should have waited
 */
export async function chaos(
  scenario: Scenario,
  { seed, faults: count, log = () => {} }: ChaosOptions,
): Promise<string[]> {
  const random = new Random(seed);
  const server = await startRedisServer(['--appendonly', 'yes', '--appendfsync', 'everysec']);
  const proxy = await startProxy(server.port);
  const folder = await mkdtemp(join(tmpdir(), 'millrace-chaos-'));
  const path = join(folder, 'chaos.json');
  await writeFile(path, JSON.stringify({ name: 'Chaos', ...scenario.file }));
  const differences: string[] = [];
  const workers = new Workers(scenario.workers, path, proxy.port);
  const giving = giveEvents(scenario, random, () => RedisClient.open(server.target(), { purpose: 'chaos' }));
  const total = async () => sum(await scenario.counted(server).catch(() => ({})));
  const names = Object.keys(faults).filter(name => !scenario.spared?.includes(name));
  try {
    for (let n = 1; n <= count && differences.length === 0; n++) {
      const before = await total();
      await until(total, now => now > before, PROGRESS_LIMIT_MS).catch(() => {
        differences.push(`nothing was counted for ${PROGRESS_LIMIT_MS / 1000} s before fault ${n}`);
      });
      const name = random.pick(names);
      log(`${n}. ${name}`);
      await new Promise(resolve => setTimeout(resolve, random.int(0, 300)));
      await faults[name]!({ server, proxy, workers, random });
      // What it had counted may be lost with the server's last second.
    }
    await giving.stop();
    await until(() => scenario.isDrained(server).catch(() => false), Boolean, DRAIN_LIMIT_MS).catch(() => {
      differences.push(`not everything was taken within ${DRAIN_LIMIT_MS / 1000} s`);
    });
    await workers.stop();
    differences.push(...workers.deaths);
    const given = await server.ask('HGETALL', 'given');
    const expected = Object.fromEntries(pairs((given as Buffer[]).map(String)));
    const counted = await scenario.counted(server);
    for (const key of KEYS) {
      const [should, is] = [Number(expected[key] ?? 0), counted[key] ?? 0];
      if (should !== is) differences.push(`${key}: given ${should} times, counted ${is} times`);
    }
    log(
      `given ${sum(Object.fromEntries(Object.entries(expected).map(([key, value]) => [key, Number(value)])))}, counted ${sum(counted)}`,
    );
  } finally {
    await giving.stop();
    await workers.abandon();
    await proxy.stop();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
  return differences;
}

/** Gives a batch of events and counts them, in one transaction, again and again; over every fault. */
function giveEvents(
  scenario: Scenario,
  random: Random,
  open: () => Promise<RedisClient>,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let given = 0;
  const choose = new Random(random.int(0, 2 ** 30));
  const ended = (async () => {
    let client: RedisClient | undefined;
    while (!stopping.signal.aborted) {
      const commands: Command[] = [];
      for (let n = 0; n < BATCH; n++) {
        const key = choose.pick(KEYS);
        commands.push(scenario.give(key, given + n), ['HINCRBY', 'given', key, 1]);
      }
      try {
        if (!client || client.closed) client = await open();
        const replies = await client.transaction(commands);
        if (replies) given += BATCH;
      } catch {
        // Refused, or cut off: whether it was carried out stands in Redis.
        given += BATCH;
      }
      await new Promise(resolve => setTimeout(resolve, 15));
    }
    client?.close();
  })();
  return {
    stop() {
      stopping.abort();
      return ended;
    },
  };
}

const sum = (counts: Record<string, number>) =>
  Object.values(counts).reduce((total, count) => total + count, 0);

function* pairs(flat: readonly string[]): Generator<[string, string]> {
  for (let index = 0; index + 1 < flat.length; index += 2) yield [flat[index]!, flat[index + 1]!];
}
