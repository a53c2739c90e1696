import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import { newEvent } from '#engine/pipelines/events/event.ts';
import type { Source } from '#engine/pipelines/sources/source.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { median, type BenchResult } from './bench.ts';
import { timePipeline } from './pipeline-runner.ts';

export const bar = 0.75;
export const unit = 'clicks/s through decode, CEL, window and Redis, against a loop written by hand';

const EVENTS = 300_000;
const ROUNDS = 11;

const clicks = readFileSync(new URL('../../resources/clicks.jsonl', import.meta.url))
  .toString()
  .trim()
  .split('\n')
  .map(line => Buffer.from(line));
const buffers = Array.from({ length: EVENTS }, (_, index) => clicks[index % clicks.length]!);

const file = {
  source: { type: 'channel', channels: ['unused'] },
  groupBy: ['event.os_timezone'],
  window: { type: 'tumbling', size: '5s', alignTo: '2023-01-01T00:00:00Z' },
  aggregate: { num_mobile_users: { sum: 'event.device_is_mobile ? 1 : 0' } },
  sinks: [{ type: 'timeSeries', prefix: 'mobile:', total: 'mobile' }],
};

/** The Buffers, as fast as they are taken. */
const source: Source = {
  readAhead: 200_000,
  async open() {},
  async read(inbox, signal) {
    for (const buffer of buffers) {
      if (inbox.isFull) await inbox.room(signal);
      inbox.put(newEvent(buffer, 0));
    }
  },
  close() {},
};

/** What one would write for just this: parse, add in a Map, and a pipeline to Redis every so many events. */
async function byHand(server: TestServer): Promise<number> {
  const redis = new Redis({ port: server.port, host: '127.0.0.1', protocol: 2 });
  await redis.ping();
  const startedAt = performance.now();
  for (let from = 0; from < buffers.length; from += 10_000) {
    const sums = new Map<string, number>();
    const start = Math.floor(Date.now() / 5_000) * 5;
    for (let index = from; index < Math.min(from + 10_000, buffers.length); index++) {
      const event = JSON.parse(buffers[index]!.toString()) as {
        os_timezone: string;
        device_is_mobile: boolean;
      };
      sums.set(event.os_timezone, (sums.get(event.os_timezone) ?? 0) + (event.device_is_mobile ? 1 : 0));
    }
    const pipeline = redis.pipeline();
    for (const [zone, sum] of sums)
      pipeline.hincrby(`hand:${zone}`, String(start), sum).hincrby('hand', String(start), sum);
    await pipeline.exec();
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  redis.disconnect();
  return seconds;
}

export async function run(): Promise<BenchResult> {
  const server = await startRedisServer();
  try {
    const hand: number[] = [];
    const ours: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      hand.push(EVENTS / (await byHand(server)));
      ours.push(EVENTS / (await timePipeline(server, file, source)));
    }
    const totals = async (key: string) =>
      ((await server.ask('HVALS', key)) as Buffer[]).reduce((sum, value) => sum + Number(String(value)), 0);
    if ((await totals('mobile')) !== (await totals('hand'))) throw new Error('the results differ');
    return {
      ratio: median(ours.map((rate, round) => rate / hand[round]!)),
      detail: {
        eventsPerSecond: Math.round(median(ours)),
        byHandPerSecond: Math.round(median(hand)),
        events: EVENTS,
      },
    };
  } finally {
    await server.stop();
  }
}
