import { createServer } from 'node:http';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import type { AddressInfo } from 'node:net';
import { EventSource } from 'eventsource';
import { Redis } from 'ioredis';
import { eventId, recentChange } from '#engine/pipelines/replay/recent-changes.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { median, type BenchResult } from './bench.ts';
import { timePipeline } from './pipeline-runner.ts';

export const bar = 0.8;
export const unit =
  'changes/s from an event stream to PUBLISH, against eventsource and an ioredis pipeline by hand';

const EVENTS = 60_000;
const ROUNDS = 5;
const BATCH = 1_000;

/** In a thread of its own: the events, made beforehand, as fast as the reader reads. */
function serve(): void {
  const chunks: Buffer[] = [];
  for (let from = 0; from < EVENTS; from += 100) {
    let text = '';
    for (let n = from; n < from + 100; n++)
      text += `event: message\nid: ${eventId(n)}\ndata: ${recentChange(1, n, 0)}\n\n`;
    chunks.push(Buffer.from(text));
  }
  const server = createServer((request, response) => {
    if (request.headers['last-event-id']) return void response.writeHead(204).end();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('retry: 1\n\n');
    let next = 0;
    const more = () => {
      while (next < chunks.length)
        if (!response.write(chunks[next++])) return void response.once('drain', more);
      response.end();
    };
    more();
  }).listen(0, '127.0.0.1', () => parentPort!.postMessage((server.address() as AddressInfo).port));
}
if (!isMainThread) serve();

async function byHand(server: TestServer, url: string): Promise<number> {
  const redis = new Redis({ port: server.port, host: '127.0.0.1', protocol: 2 });
  await redis.ping();
  const startedAt = performance.now();
  let pipeline = redis.pipeline();
  let pending = 0;
  let left = EVENTS;
  const writes: Promise<unknown>[] = [];
  await new Promise<void>(resolve => {
    const source = new EventSource(url);
    source.addEventListener('message', ({ data }) => {
      pipeline.publish('hand', data as string);
      left--;
      if (++pending === BATCH || left === 0) {
        writes.push(pipeline.exec());
        pipeline = redis.pipeline();
        pending = 0;
      }
      if (left === 0) {
        source.close();
        resolve();
      }
    });
  });
  await Promise.all(writes);
  const seconds = (performance.now() - startedAt) / 1_000;
  redis.disconnect();
  return seconds;
}

export async function run(): Promise<BenchResult> {
  const server = await startRedisServer();
  const sender = new Worker(new URL(import.meta.url));
  try {
    const port = await new Promise<number>(resolve => sender.once('message', resolve));
    const url = `http://127.0.0.1:${port}/`;
    const hand: number[] = [];
    const ours: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      hand.push(EVENTS / (await byHand(server, url)));
      const file = {
        name: `round ${round}`,
        source: { type: 'sse', url },
        decode: 'none',
        sinks: [{ type: 'publish', channel: 'ours' }],
      };
      ours.push(EVENTS / (await timePipeline(server, file)));
    }
    return {
      ratio: median(ours.map((rate, round) => rate / hand[round]!)),
      detail: {
        eventsPerSecond: Math.round(median(ours)),
        byHandPerSecond: Math.round(median(hand)),
        events: EVENTS,
      },
    };
  } finally {
    await sender.terminate();
    await server.stop();
  }
}
