import { Feed } from '#engine/feeds/feed.ts';
import { FilterScan } from '#engine/feeds/filter/filter-scan.ts';
import { median, type BenchResult } from './bench.ts';

/**
 * A CEL filter over messages of 300 bytes of JSON, in its thread and from the feed's memory, against the same condition written by hand: a
 * loop of JSON.parse and an `if` over the same bytes.
 */
export const bar = 0.8;
export const unit = 'filtered messages per second / JSON.parse and an if over the same bytes';

const MESSAGES = 100_000;
const ROUNDS = 5;
const CONDITION = 'event.type == "edit" && event.bot == false';

export async function run(): Promise<BenchResult> {
  const feed = new Feed({ maxRows: MESSAGES, maxBytes: 256 * 2 ** 20 });
  const channel = Buffer.from('wiki');
  for (let index = 0; index < MESSAGES; index++) feed.append(0, channel, undefined, message(index));
  const filtered: number[] = [];
  const byHand: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    filtered.push(await filterOnce(feed));
    byHand.push(loopOnce(feed));
  }
  return {
    ratio: median(filtered) / median(byHand),
    detail: {
      filteredPerSecond: Math.round(median(filtered)),
      byHandPerSecond: Math.round(median(byHand)),
      messages: MESSAGES,
      bytesEach: message(1).length,
    },
  };
}

/** Messages per second, from the first batch's answer on: starting the thread is not what is measured. */
async function filterOnce(feed: Feed): Promise<number> {
  const filter = { language: 'cel', text: CONDITION, highlight: false, muted: [], solo: [] } as const;
  const scan = new FilterScan(feed, { ...filter, muted: [], solo: [], decode: [] });
  const change = () =>
    new Promise<void>(resolve => {
      const unsubscribe = scan.changes.subscribe(() => (unsubscribe(), resolve()));
    });
  await change();
  const startedAt = performance.now();
  const before = scan.state().scanned;
  while (scan.state().waiting > 0) await change();
  const elapsedMs = performance.now() - startedAt;
  const { scanned, matched } = scan.state();
  scan.close();
  if (scanned !== MESSAGES || matched !== matchesExpected()) throw new Error(`the filter matched ${matched}`);
  return ((scanned - before) / elapsedMs) * 1_000;
}

function loopOnce(feed: Feed): number {
  const startedAt = performance.now();
  let matched = 0;
  for (const { payload } of feed.ring.rowsFrom(0)) {
    const { buffer, byteOffset, byteLength } = payload;
    const event = JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString()) as Record<
      string,
      unknown
    >;
    if (event.type === 'edit' && event.bot === false) matched++;
  }
  if (matched !== matchesExpected()) throw new Error(`the loop matched ${matched}`);
  return (MESSAGES / (performance.now() - startedAt)) * 1_000;
}

function message(index: number): Buffer {
  const event = {
    type: index % 2 === 0 ? 'edit' : 'new',
    bot: index % 3 === 0,
    title: `Port of Antwerp ${1_000_000 + index}`,
    user: 'Ana',
    server_name: 'en.wikipedia.org',
    length: { old: 14_012, new: 14_020 },
    meta: { domain: 'en.wikipedia.org', dt: '2026-11-20T14:03:53.228Z', partition: 0 },
    comment: 'x'.repeat(74),
  };
  return Buffer.from(JSON.stringify(event));
}

/** Even, and no multiple of three. */
function matchesExpected(): number {
  let expected = 0;
  for (let index = 0; index < MESSAGES; index += 2) if (index % 3 !== 0) expected++;
  return expected;
}
