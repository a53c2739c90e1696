import { readFileSync } from 'node:fs';
import type { EngineClient } from '#shared/contract/index.ts';
import { startBrowserHost, type BrowserHost } from '../support/browser-host.ts';
import { openHostClient } from '../support/host-client.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

export interface SoakOptions {
  /** How long events come, ms. */
  forMs: number;
  /** Messages a second on the channels. */
  rate: number;
  /** Between two samples, ms. */
  everyMs: number;
  log: (line: string) => void;
}

/** What was seen at one moment. Sizes in MB of 2^20. */
export interface Sample {
  atMs: number;
  received: number;
  /** Payloads in the feed, and in that of the tail. */
  keptMb: number;
  /** Resident memory of the host with all its threads. */
  residentMb: number;
}

const TICK_MS = 50;
const CHANNELS = 50;
/** One in so many messages goes into the stream as well. */
const STREAM_EVERY = 60;

/** Publishes `n` messages of 98 bytes or so, in one call, and adds a share of them to a stream that is kept short. */
const script = `
local from, n, every = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
for i = from, from + n - 1 do
  local text = '{"id":' .. i .. ',"user":"u' .. (i % 997) .. '","path":"/item/' .. (i % 5003) .. '","ms":' .. (i % 1009) .. ',"ok":' .. tostring(i % 7 > 0) .. ',"note":"abcdefghijklmnopqrstu"}'
  redis.call('PUBLISH', 'soak:' .. (i % ${CHANNELS}), text)
  if i % every == 0 then redis.call('XADD', 'soak:stream', 'MAXLEN', '~', 10000, '*', 'data', text) end
end`;

const fromChannels = {
  name: 'Soak windows',
  source: { type: 'channel', patterns: ['soak:*'] },
  groupBy: ['event.path'],
  window: { type: 'tumbling', size: '10s', time: 'processing' },
  aggregate: { count: { count: true } },
  sinks: [
    {
      type: 'leaderboard',
      key: 'soak:top:{epoch}',
      epochKey: 'soak:epoch',
      value: 'count',
    },
  ],
};
const fromStream = {
  name: 'Soak stream',
  source: { type: 'stream', keys: ['soak:stream'], from: '$', payloadField: 'data' },
  sinks: [{ type: 'publish', channel: 'users' }],
};

/**
 * A Millrace as somebody leaves it open: a feed that is full, followed through a filter, recorded, counted by two pipelines, and a tail of a
 * stream.
 */
export async function soak(options: SoakOptions): Promise<Sample[]> {
  const redis = await startRedisServer();
  // As a user has it: answers are checked in tests alone.
  const host = await startBrowserHost(['--redis', redis.url], { MILLRACE_VALIDATE: undefined });
  const ended = new AbortController();
  try {
    const page = await openHostClient(host);
    const received = await leaveOpen(page, ended.signal);
    const samples = await load(redis, host, received, options);
    ended.abort();
    page.close();
    return samples;
  } finally {
    ended.abort();
    await host.stop();
    await redis.stop();
  }
}

interface Seen {
  received: number;
  keptBytes: number;
  /** Of the tail. */
  tailedBytes: number;
}

/** Opens everything. @returns what the feed says of itself, kept up to date */
async function leaveOpen(
  { client, connectionId }: { client: EngineClient; connectionId: string },
  signal: AbortSignal,
): Promise<Seen> {
  const bytes = (text: string) => new TextEncoder().encode(text);
  await client.pubsub.subscribe({
    connectionId,
    subscriptions: [{ kind: 'pattern', name: bytes('soak:*') }],
  });
  const seen: Seen = { received: 0, keptBytes: 0, tailedBytes: 0 };
  let feedId = '';
  for await (const session of client.pubsub.watch({ connectionId })) {
    feedId = session.feedId;
    if (session.connected && session.subscriptions.length > 0) break;
  }
  follow(client.pubsub.watch({ connectionId }, { signal }), ({ counters }) => {
    seen.received = counters.received;
    seen.keptBytes = counters.retainedBytes;
  });
  const filter = {
    language: 'cel' as const,
    text: 'event.ms > 500 && !event.ok',
    highlight: false,
    muted: [],
    solo: [],
  };
  follow(
    client.feeds.view({ feedId, viewId: 'soak', viewport: { follow: true, rows: 60 }, filter }, { signal }),
  );
  await client.recordings.start({ connectionId, name: 'soak' });
  for (const file of [fromChannels, fromStream]) {
    const { id } = await client.pipelines.save({ name: file.name, text: JSON.stringify(file) });
    await client.pipelines.start({ id, connectionId, offline: false });
    follow(client.pipelines.run({ id }, { signal }));
  }
  const everything = { language: 'text' as const, text: '' };
  let tailId = '';
  follow(
    client.streams.tail({ connectionId, keys: [bytes('soak:stream')], filter: everything }, { signal }),
    ({ feedId: id }) => {
      if (id === tailId) return;
      tailId = id;
      const viewport = { follow: true, rows: 60 } as const;
      follow(client.feeds.view({ feedId: id, viewId: 'soak tail', viewport }, { signal }), ({ counters }) => {
        seen.tailedBytes = counters.retainedBytes;
      });
    },
  );
  return seen;
}

/** Reads a stream as a page does: whatever is newest. */
function follow<T>(items: AsyncIterable<T>, each: (item: T) => void = () => {}): void {
  void (async () => {
    for await (const item of items) each(item);
  })().catch(() => {});
}

async function load(
  redis: TestServer,
  host: BrowserHost,
  seen: Seen,
  options: SoakOptions,
): Promise<Sample[]> {
  const { forMs, rate, everyMs, log } = options;
  const samples: Sample[] = [];
  const startedAt = performance.now();
  let sent = 0;
  for (let now = 0; now < forMs; now = performance.now() - startedAt) {
    const due = Math.floor((now / 1_000) * rate);
    if (due > sent) {
      await redis.ask('EVAL', script, 0, sent, due - sent, STREAM_EVERY);
      sent = due;
    }
    if (now >= (samples.length + 1) * everyMs) {
      const sample = {
        atMs: now,
        received: seen.received,
        keptMb: (seen.keptBytes + seen.tailedBytes) / 2 ** 20,
        residentMb: residentMb(host.child.pid!),
      };
      samples.push(sample);
      log(
        `${(now / 60_000).toFixed(1)} min: ${seen.received.toLocaleString('en-US')} received of ${sent.toLocaleString('en-US')}, ${sample.keptMb.toFixed(0)} MB kept, ${sample.residentMb.toFixed(0)} MB resident`,
      );
    }
    await new Promise(resolve => setTimeout(resolve, TICK_MS));
  }
  return samples;
}

/** Of a process, from what Linux says of it. */
function residentMb(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line![1]) / 1_024;
}
