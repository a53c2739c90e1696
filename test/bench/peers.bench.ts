import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from '../../scripts/ensure-built.mjs';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';
import { median, type BenchResult } from './bench.ts';
import { MeasuredProcess } from './peers/measured-process.ts';
import { nodePeers, pythonPeers } from './peers/packages.ts';
import { workloads, type Workload } from './peers/workloads.ts';

/**
 * What people would use instead, beside Millrace: the clickstream and the edit leaderboard out of a consumer group, and readings appended to a stream. Their packages
 * are fetched; what cannot be had is said. docs/performance.md explains and keeps a table of it.
 */
export const bar = null;
export const unit = 'CPU time per click of redis-py, against ours';
/** It takes minutes, and asks package registries. */
export const isOnlyWhenNamed = true;

const EVENTS = 200_000;
const ENTRIES = 200_000;
const ROUNDS = 3;
/** Windows of five seconds, and a little. */
const SETTLED_MS = 8_000;

const millrace = fileURLToPath(new URL('../../bin/millrace.mjs', import.meta.url));

type Start = (env: Record<string, string>, workload: Workload) => MeasuredProcess;
interface Figures {
  perSecond: number;
  cpuSecondsPerMillion: number;
  peakMegabytes: number;
}

export async function run(): Promise<BenchResult> {
  await ensureBuilt();
  const folder = await mkdtemp(join(tmpdir(), 'millrace-peers-'));
  const detail: Record<string, string> = {};
  try {
    const [python, node] = [await pythonPeers(), await nodePeers()];
    const ours = async (name: string, file: object) => {
      const path = join(folder, `${name}.json`);
      await writeFile(path, JSON.stringify({ ...file, name, id: name }));
      return path;
    };
    const paths = { clicks: '', leaderboard: '' };
    for (const { name, file } of workloads) paths[name] = await ours(name, file);
    const readers: Record<string, Start> = {
      millrace: (env, { name }) => new MeasuredProcess(process.execPath, [millrace, 'run', paths[name]], env),
    };
    const made = await ours('produce', produced);
    const producers: Record<string, Start> = {
      millrace: env => new MeasuredProcess(process.execPath, [millrace, 'run', made], env),
      ioredis: env => new MeasuredProcess(process.execPath, ['produce-ioredis.mjs', `${ENTRIES}`], env),
    };
    if (python.had) {
      readers['redis-py'] = (env, { name }) => new MeasuredProcess(python.at, ['redis_py.py', name], env);
      readers.bytewax = (env, { name }) =>
        new MeasuredProcess(python.at, ['-m', 'bytewax.run', 'bytewax_flow:flow'], {
          ...env,
          BENCH_WORKLOAD: name,
        });
      producers['redis-py'] = env =>
        new MeasuredProcess(python.at, ['produce_redis_py.py', `${ENTRIES}`], env);
    } else detail['redis-py and bytewax'] = `skipped: ${python.because}`;
    if (node.had)
      producers['node-redis'] = env =>
        new MeasuredProcess(process.execPath, ['produce-node-redis.mjs', `${ENTRIES}`], {
          ...env,
          BENCH_PACKAGES: node.at,
        });
    else detail['node-redis'] = `skipped: ${node.because}`;

    const cpu = new Map<string, number>();
    for (const workload of workloads) {
      for (const [name, start] of Object.entries(readers)) {
        const figures = await medianOf(() => countAll(workload, start));
        cpu.set(`${workload.name} ${name}`, figures.cpuSecondsPerMillion);
        const afterKill = await countOverKill(workload, start);
        detail[`${workload.name}, ${name}`] =
          `${told(figures)}, counted after kill -9: ${(afterKill * 100).toFixed(2)} %`;
      }
    }
    for (const [name, start] of Object.entries(producers))
      detail[`produce, ${name}`] = told(await medianOf(() => appendAll(start)));
    return { ratio: (cpu.get('clicks redis-py') ?? Number.NaN) / cpu.get('clicks millrace')!, detail };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const produced = {
  source: {
    type: 'generator',
    fields: { temperature: '{{gauss(31.0, 2.0)}}', humidity: '{{gauss(74.0, 5.0)}}' },
    count: ENTRIES,
  },
  sinks: [{ type: 'stream', key: 'out', maxLen: 100_000 }],
};

async function medianOf(measure: () => Promise<Figures>): Promise<Figures> {
  const rounds: Figures[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await measure());
  const of = (figure: keyof Figures) => median(rounds.map(one => one[figure]));
  return {
    perSecond: of('perSecond'),
    cpuSecondsPerMillion: of('cpuSecondsPerMillion'),
    peakMegabytes: of('peakMegabytes'),
  };
}

function told({ perSecond, cpuSecondsPerMillion, peakMegabytes }: Figures): string {
  const rate = Math.round(perSecond).toLocaleString('en');
  return `${rate}/s, ${cpuSecondsPerMillion.toFixed(1)} CPU s per million, ${Math.round(peakMegabytes)} MB`;
}

/** A server with the events in a stream, and a group that has read none of them. */
async function prepared({ payload }: Workload): Promise<TestServer> {
  const server = await startRedisServer();
  for (let first = 0; first < EVENTS; first += 1_000)
    await Promise.all(
      Array.from({ length: 1_000 }, (_, offset) =>
        server.ask('XADD', 'events', '*', 'data', payload(first + offset)),
      ),
    );
  await server.ask('XGROUP', 'CREATE', 'events', 'bench', '0');
  return server;
}

const envOf = (server: TestServer) => ({ REDIS_URL: server.url, BENCH_PORT: `${server.port}` });

/** How many entries the group was given so far. */
async function entriesRead(server: TestServer): Promise<number> {
  const [group] = (await server.ask('XINFO', 'GROUPS', 'events')) as (Buffer | string)[][];
  return Number(String(group![group!.findIndex(name => String(name) === 'entries-read') + 1] ?? 0));
}

async function countAll(workload: Workload, start: Start): Promise<Figures> {
  const server = await prepared(workload);
  const worker = start(envOf(server), workload);
  try {
    await until(
      () => entriesRead(server),
      read => read > 0,
    );
    const [startedAt, cpuBefore] = [performance.now(), worker.cpuSeconds];
    await until(
      () => entriesRead(server),
      read => read >= EVENTS,
    );
    const seconds = (performance.now() - startedAt) / 1_000;
    await until(
      () => workload.counted(server),
      sum => sum >= total(workload),
    );
    return {
      perSecond: EVENTS / seconds,
      cpuSecondsPerMillion: ((worker.cpuSeconds - cpuBefore) / EVENTS) * 1e6,
      peakMegabytes: worker.peakMegabytes,
    };
  } finally {
    await worker.end('SIGKILL');
    await server.stop();
  }
}

/** The share of all events that is in the results when it is killed half-way, and started again. */
async function countOverKill(workload: Workload, start: Start): Promise<number> {
  const server = await prepared(workload);
  let worker = start(envOf(server), workload);
  try {
    await until(
      () => entriesRead(server),
      read => read >= EVENTS / 2,
    );
    await worker.end('SIGKILL');
    worker = start(envOf(server), workload);
    await until(
      () => entriesRead(server),
      read => read >= EVENTS,
    );
    let counted = -1;
    for (let next = 0; next !== counted; next = await workload.counted(server)) {
      counted = next;
      await sleep(SETTLED_MS);
    }
    return counted / total(workload);
  } finally {
    await worker.end('SIGKILL');
    await server.stop();
  }
}

function total({ worth }: Workload): number {
  let sum = 0;
  for (let index = 0; index < EVENTS; index++) sum += worth(index);
  return sum;
}

/** From the program's start to its end: starting is a part of what a person waits for. */
async function appendAll(start: Start): Promise<Figures> {
  const server = await startRedisServer();
  try {
    const startedAt = performance.now();
    const producer = start(envOf(server), workloads[0]!);
    await producer.ended();
    return {
      perSecond: ENTRIES / ((performance.now() - startedAt) / 1_000),
      cpuSecondsPerMillion: (producer.cpuSeconds / ENTRIES) * 1e6,
      peakMegabytes: producer.peakMegabytes,
    };
  } finally {
    await server.stop();
  }
}
