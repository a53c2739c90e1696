import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startRedisServer } from '../support/redis-server.ts';
import { median, type BenchResult } from './bench.ts';
import { timePipeline } from './pipeline-runner.ts';

export const bar = 0.55;
export const unit = 'generated entries/s into a stream, against redis-benchmark -P 1000 xadd';

const ENTRIES = 400_000;
const ROUNDS = 3;

const file = {
  source: {
    type: 'generator',
    fields: { temperature: '{{gauss(31.0, 2.0)}}', humidity: '{{gauss(74.0, 5.0)}}' },
    count: ENTRIES,
    seed: 1,
  },
  sinks: [{ type: 'stream', key: 'ours', maxLen: 100_000 }],
};

async function benchmark(port: number): Promise<number> {
  const args = ['-p', String(port), '-c', '1', '-P', '1000', '-n', String(ENTRIES), '--csv'];
  const entry = [
    'xadd',
    'theirs',
    'maxlen',
    '~',
    '100000',
    '*',
    'temperature',
    '31.123456789012',
    'humidity',
    '74.123456789012',
  ];
  const { stdout } = await promisify(execFile)('redis-benchmark', [...args, ...entry]);
  const row = stdout.trim().split('\n').at(-1)!;
  return Number(/","([\d.]+)"/.exec(row)![1]);
}

export async function run(): Promise<BenchResult> {
  const server = await startRedisServer();
  try {
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      theirs.push(await benchmark(server.port));
      ours.push(ENTRIES / (await timePipeline(server, file)));
    }
    return {
      ratio: median(ours.map((rate, round) => rate / theirs[round]!)),
      detail: {
        entriesPerSecond: Math.round(median(ours)),
        redisBenchmarkPerSecond: Math.round(median(theirs)),
        entries: ENTRIES,
      },
    };
  } finally {
    await server.stop();
  }
}
