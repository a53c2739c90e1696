import { Feed } from '#engine/feeds/feed.ts';
import { median, type BenchResult } from './bench.ts';

/** What a feed takes for its messages: 1.15 times the bytes of their payloads. */
const LIMIT = 1.15;
export const bar = 1;
export const unit = `${LIMIT} over the memory of a feed of 1,000,000 messages of 300 bytes per byte of payload`;

const MESSAGES = 1_000_000;
const CHANNELS = 50;

/** Fills a feed. @returns bytes that it holds, and by which the process has grown, per byte of payload */
function fill(size: number): { held: number; resident: number } {
  const channels = Array.from({ length: CHANNELS }, (_, index) => Buffer.from(`channel:${index}`));
  const payload = Buffer.alloc(size, 'x');
  const feed = new Feed({ maxRows: MESSAGES, maxBytes: 2 ** 30 });
  const before = process.memoryUsage.rss();
  for (let index = 0; index < MESSAGES; index++)
    feed.append(index, channels[index % CHANNELS]!, undefined, payload);
  const { retained, retainedBytes } = feed.counters();
  if (retained !== MESSAGES) throw new Error(`${MESSAGES - retained} messages were not kept`);
  return {
    held: feed.ring.allocatedBytes / retainedBytes,
    resident: (process.memoryUsage.rss() - before) / retainedBytes,
  };
}

export async function run(): Promise<BenchResult> {
  const large = [300, 300, 300].map(fill);
  const held = median(large.map(one => one.held));
  return {
    ratio: LIMIT / held,
    detail: {
      'held, times the payloads of 300 bytes': held.toFixed(3),
      // Memory that an earlier feed has given back is there already: the most is the truest.
      'resident, times the payloads of 300 bytes': Math.max(...large.map(one => one.resident)).toFixed(3),
      'held, times the payloads of 100 bytes': fill(100).held.toFixed(3),
      'held, times the payloads of 30 bytes': fill(30).held.toFixed(3),
    },
  };
}
