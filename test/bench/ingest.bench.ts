import { Redis } from 'ioredis';
import { encodeFrame } from '#shared/rpc/codec.ts';
import { noSecrets } from '#engine/connections/connection-secrets.ts';
import { Connection } from '#engine/connections/connection.ts';
import { Feeds } from '#engine/feeds/feeds.ts';
import { PubSubSession } from '#engine/pubsub/session.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';
import { median, type BenchResult } from './bench.ts';

/** Three quarters of its CPU time. */
export const bar = 1 / 0.75;
export const unit = 'CPU time per message of bare ioredis counting them, against a feed with a viewport';

const ROUNDS = 5;
const MESSAGES = 400_000;
const BATCH = 5_000;
/** The publisher is never further ahead than this, so that what is measured is the reader, not the server's buffers. */
const AHEAD = 60_000;
const script = `local payload = string.rep('x', 300) for i = 1, ${BATCH} do redis.call('PUBLISH', KEYS[1], payload) end`;

interface Measured {
  /** Messages per second, from the first to the last. */
  rate: number;
  /** Of one core, used by this process. */
  cpu: number;
}

/** Publishes all messages, paced by what was received. */
async function measure(server: TestServer, channel: string, received: () => number): Promise<Measured> {
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  for (let sent = 0; sent < MESSAGES; sent += BATCH) {
    while (sent - received() > AHEAD) await new Promise(resolve => setImmediate(resolve));
    await server.ask('EVAL', script, 1, channel);
  }
  await until(received, count => count >= MESSAGES, 60_000);
  const seconds = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { rate: MESSAGES / seconds, cpu: (user + system) / 1e6 / seconds };
}

async function bare(server: TestServer): Promise<Measured> {
  const redis = new Redis({ port: server.port, host: '127.0.0.1', protocol: 2 });
  let count = 0;
  redis.on('messageBuffer', () => count++);
  await redis.subscribe('bare');
  const measured = await measure(server, 'bare', () => count);
  redis.disconnect();
  return measured;
}

async function feed(server: TestServer): Promise<Measured & { lost: number; frames: number }> {
  const connection = new Connection({
    id: 'bench',
    target: server.target(),
    secrets: async () => noSecrets,
  });
  await connection.ready();
  const feeds = new Feeds({ maxRows: 1_000_000, maxBytes: 256 * 2 ** 20 });
  const session = new PubSubSession(connection, feeds);
  session.subscribe({ kind: 'channel', name: Buffer.from('feed') });
  await until(
    () => session.state().connected,
    connected => connected,
  );
  const ended = new AbortController();
  let frames = 0;
  const viewing = (async () => {
    for await (const frame of feeds.view(session.feedId, 'v', { follow: true, rows: 60 }, ended.signal)) {
      encodeFrame(frame);
      frames++;
    }
  })();
  const heard = feeds.get(session.feedId);
  const measured = await measure(server, 'feed', () => heard.received);
  const { received, dropped, gaps } = heard.counters();
  ended.abort();
  await viewing;
  session.close();
  connection.close();
  return { ...measured, lost: MESSAGES - received + dropped + gaps, frames };
}

const rateOf = (rounds: Measured[]) => median(rounds.map(({ rate }) => rate));
const microsecondsOf = (rounds: Measured[]) => median(rounds.map(({ cpu, rate }) => (cpu / rate) * 1e6));

export async function run(): Promise<BenchResult> {
  const server = await startRedisServer(['--client-output-buffer-limit', 'pubsub 0 0 0']);
  const bares: Measured[] = [];
  const fed: Measured[] = [];
  let lost = 0;
  let frames = 0;
  try {
    for (let round = 0; round < ROUNDS; round++) {
      bares.push(await bare(server));
      const measured = await feed(server);
      fed.push(measured);
      lost += measured.lost;
      frames += measured.frames;
    }
  } finally {
    await server.stop();
  }
  if (lost !== 0) throw new Error(`${lost} messages were lost`);
  return {
    ratio: microsecondsOf(bares) / microsecondsOf(fed),
    detail: {
      'feed messages/s': Math.round(rateOf(fed)),
      'bare messages/s': Math.round(rateOf(bares)),
      'feed CPU µs per message': microsecondsOf(fed).toFixed(2),
      'bare CPU µs per message': microsecondsOf(bares).toFixed(2),
      'lost messages': lost,
      'frames built': frames,
    },
  };
}
