import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import type { FeedFilter } from '#shared/contract/feeds.ts';
import { Feed } from '../feed.ts';
import { buildFrame } from '../frame.ts';
import { FilterScan } from './filter-scan.ts';

const bounds = { maxRows: 1_000_000, maxBytes: 64 * 2 ** 20 };
const all: FeedFilter = { language: 'cel', text: '', highlight: false, muted: [], solo: [], decode: [] };
const scans: FilterScan[] = [];
afterEach(() => scans.splice(0).forEach(scan => scan.close()));

function scanOf(feed: Feed, filter: Partial<FeedFilter>): FilterScan {
  const scan = new FilterScan(feed, { ...all, ...filter });
  scans.push(scan);
  return scan;
}

function say(feed: Feed, channel: string, payload: string, pattern?: string): void {
  feed.append(
    0,
    Buffer.from(channel),
    pattern === undefined ? undefined : Buffer.from(pattern),
    Buffer.from(payload),
  );
}

/** Until the scan has nothing left to look at, or has failed. */
async function settled(scan: FilterScan): Promise<void> {
  while (!scan.failure && scan.state().waiting > 0)
    await new Promise<void>(resolve => {
      const unsubscribe = scan.changes.subscribe(() => (unsubscribe(), resolve()));
    });
}

const shown = (feed: Feed, scan: FilterScan) => [
  ...buildFrame(feed, { follow: true, rows: 1_000 }, { scan }).seqs,
];
const named = (kind: 'channel' | 'pattern', name: string) => ({
  kind,
  name: new Uint8Array(Buffer.from(name)),
});

describe('a condition', () => {
  test('finds what is there and what comes, and counts to the message over many segments', async () => {
    const feed = new Feed(bounds);
    for (let n = 0; n < 30_000; n++) say(feed, 'a', `{"n":${n}}`);
    const scan = scanOf(feed, { text: 'event.n % 100.0 == 7.0' });
    for (let n = 30_000; n < 50_000; n++) say(feed, 'a', `{"n":${n}}`);
    await settled(scan);
    for (let n = 50_000; n < 60_000; n++) say(feed, 'a', `{"n":${n}}`);
    await settled(scan);
    expect(scan.state()).toEqual({
      scanned: 60_000,
      muted: 0,
      matched: 600,
      failed: 0,
      failure: null,
      missed: 0,
      waiting: 0,
    });
    const { start, end } = scan.index;
    expect(end - start).toBe(600);
    const frame = buildFrame(feed, { follow: false, from: start + 10, rows: 3 }, { scan });
    expect([...frame.seqs]).toEqual([1_007, 1_107, 1_207]);
    expect(frame).toMatchObject({ start, end, first: start + 10 });
  });

  test('finds the newest messages first, and those that come meanwhile', async () => {
    const feed = new Feed(bounds);
    for (let n = 0; n < 60_000; n++) say(feed, 'a', `m${n}`);
    const scan = scanOf(feed, { language: 'text', text: 'm' });
    /** After each step: what is found is what came last, without a hole. */
    const steps: { waiting: number; first: number; last: number }[] = [];
    let more = 60_000;
    while (scan.state().waiting > 0) {
      await new Promise<void>(resolve => {
        const unsubscribe = scan.changes.subscribe(() => (unsubscribe(), resolve()));
      });
      const { index } = scan;
      const [first, last] = [index.seqAt(index.start), index.seqAt(index.end - 1)];
      expect(last - first).toBe(index.end - index.start - 1);
      steps.push({ waiting: scan.state().waiting, first, last });
      if (more < 60_003) say(feed, 'a', `m${more++}`);
    }
    expect(steps.length).toBeGreaterThan(5);
    expect(steps[0]!.first).toBeGreaterThan(50_000);
    expect(steps.at(-1)).toEqual({ waiting: 0, first: 0, last: 60_002 });
    expect(scan.state()).toMatchObject({ scanned: 60_003, matched: 60_003, missed: 0 });
  });

  test('does not miss what leaves a full feed while it looks back', async () => {
    const feed = new Feed({ maxRows: 20_000, maxBytes: 64 * 2 ** 20 });
    for (let n = 0; n < 20_000; n++) say(feed, 'a', `m${n}`);
    const scan = scanOf(feed, { language: 'text', text: 'm' });
    for (let n = 20_000; n < 35_000; n++) say(feed, 'a', `m${n}`);
    await settled(scan);
    scan.trim();
    const { ring } = feed;
    expect([scan.index.seqAt(scan.index.start), scan.index.end - scan.index.start]).toEqual([
      ring.firstSeq,
      ring.nextSeq - ring.firstSeq,
    ]);
    expect(scan.state()).toMatchObject({ missed: 0, waiting: 0 });
  });

  test('that fails on a message counts it, and does not match it', async () => {
    const feed = new Feed(bounds);
    say(feed, 'a', '{"bot":true}');
    say(feed, 'a', 'no JSON');
    say(feed, 'a', '{}');
    const scan = scanOf(feed, { text: 'event.bot' });
    await settled(scan);
    expect(scan.state()).toMatchObject({ scanned: 3, matched: 1, failed: 2 });
    expect(scan.state().failure).toMatch(/bot/);
  });

  test('knows the channel and the pattern', async () => {
    const feed = new Feed(bounds);
    say(feed, 'a', 'x');
    say(feed, 'b', 'x', 'b*');
    const scan = scanOf(feed, { text: 'meta.channel == "a" || meta.pattern == "b*"' });
    await settled(scan);
    expect(shown(feed, scan)).toEqual([0, 1]);
  });

  test('only marks when it highlights', async () => {
    const feed = new Feed(bounds);
    for (let n = 0; n < 4; n++) say(feed, 'a', `m${n}`);
    const scan = scanOf(feed, { language: 'text', text: 'm2', highlight: true });
    await settled(scan);
    const frame = buildFrame(feed, { follow: true, rows: 10 }, { scan });
    expect([[...frame.seqs], [...frame.marks]]).toEqual([
      [0, 1, 2, 3],
      [0, 0, 1, 0],
    ]);
    expect(scan.state()).toMatchObject({ scanned: 4, matched: 1 });
  });

  test('that takes over a second for one message ends with a clear error, and the feed lives on', async () => {
    const feed = new Feed(bounds);
    const list = JSON.stringify(Array.from({ length: 1_000 }, (_, n) => n));
    say(feed, 'a', `{"list":${list}}`);
    const scan = scanOf(feed, {
      text: 'event.list.all(a, event.list.all(b, event.list.all(c, a + b + c >= 0.0)))',
    });
    await settled(scan);
    expect(scan.failure).toMatchObject({ code: 'timeout', detail: { seq: 0 } });
    expect(scan.failure!.message).toMatch(/over 1 s/);
    say(feed, 'a', 'x');
    expect(feed.counters().received).toBe(2);
  });

  test('that cannot be read ends the filter with the place of the mistake', async () => {
    const feed = new Feed(bounds);
    say(feed, 'a', 'x');
    const scan = scanOf(feed, { text: 'event.' });
    await settled(scan);
    expect(scan.failure).toMatchObject({ code: 'bad-input', detail: { at: 6 } });
    expect(scan.failure!.message).toMatch(/not valid CEL/);
  });
});

describe('what a payload holds', () => {
  const message = '{"type":"edit","user":"Ana"}';
  function feedOfForms(): Feed {
    const feed = new Feed(bounds);
    const forms = [
      message,
      gzipSync(message),
      Buffer.from(message).toString('base64'),
      brotliCompressSync(message),
      'x',
    ];
    for (const form of forms) feed.append(0, Buffer.from('a'), undefined, Buffer.from(form as Buffer));
    return feed;
  }

  test.each([
    ['cel', 'event.user == "Ana"', [0, 1, 2]],
    ['text', 'ana', [0, 1, 2]],
    ['re2', '"user":"A', [0, 1, 2]],
    // As it came, too.
    ['text', Buffer.from(message).toString('base64').slice(4, 20), [2]],
  ] as const)('is what %s sees: %s', async (language, text, seqs) => {
    const feed = feedOfForms();
    const scan = scanOf(feed, { language, text });
    await settled(scan);
    // Brotli announces nothing, and may hold short words as they are.
    expect(shown(feed, scan).filter(seq => seq !== 3)).toEqual(seqs);
  });

  test('is read as it was chosen for the channel', async () => {
    const feed = feedOfForms();
    const scan = scanOf(feed, {
      text: 'event.user == "Ana"',
      decode: [{ ...named('channel', 'a'), as: 'brotli' }],
    });
    await settled(scan);
    expect(shown(feed, scan)).toContain(3);
  });
});

describe('channels', () => {
  function feedOfThree(): Feed {
    const feed = new Feed(bounds);
    for (let n = 0; n < 9; n++) {
      say(feed, `c${n % 3}`, `m${n}`);
      say(feed, `c${n % 3}`, `m${n}`, 'c*');
    }
    return feed;
  }

  test('that are muted are hidden however they were heard, and counted', async () => {
    const feed = feedOfThree();
    const scan = scanOf(feed, { muted: [named('channel', 'c1'), named('channel', 'never heard')] });
    await settled(scan);
    expect(scan.state()).toMatchObject({ scanned: 18, muted: 6, matched: 12 });
    say(feed, 'never heard', 'x');
    await settled(scan);
    expect(scan.state()).toMatchObject({ scanned: 19, muted: 7, matched: 12 });
  });

  test('that are solo are all that is shown, and a muted pattern hides only its own', async () => {
    const feed = feedOfThree();
    const scan = scanOf(feed, { solo: [named('channel', 'c2')], muted: [named('pattern', 'c*')] });
    await settled(scan);
    expect(shown(feed, scan)).toEqual([4, 10, 16]);
    expect(scan.state()).toMatchObject({ scanned: 18, muted: 15, matched: 3 });
  });

  test('leave gaps in sight', async () => {
    const feed = new Feed(bounds);
    say(feed, 'a', 'x');
    feed.startGap(1, 'gone');
    const scan = scanOf(feed, { muted: [named('channel', 'a')] });
    await settled(scan);
    expect(shown(feed, scan)).toEqual([1]);
    expect(scan.state()).toMatchObject({ scanned: 1, muted: 1 });
  });
});

describe('rows that leave', () => {
  test('leave the index; what left before it was looked at is counted as missed', async () => {
    const feed = new Feed({ maxRows: 1_000, maxBytes: 64 * 2 ** 20 });
    for (let n = 0; n < 1_000; n++) say(feed, 'a', 'x');
    const scan = scanOf(feed, { language: 'text', text: 'x' });
    for (let n = 0; n < 50_000; n++) say(feed, 'a', 'x');
    await settled(scan);
    const { scanned, matched, missed } = scan.state();
    expect(scanned + missed).toBe(51_000);
    expect(matched).toBe(scanned);
    expect(missed).toBeGreaterThan(0);
    expect(buildFrame(feed, { follow: false, from: 0, rows: 1 }, { scan }).seqs[0]).toBe(50_000);
  });

  test('are not overwritten while they are looked at', async () => {
    const feed = new Feed({ maxRows: 20_000, maxBytes: 64 * 2 ** 20 });
    for (let n = 0; n < 20_000; n++) say(feed, 'a', 'old');
    const scan = scanOf(feed, { language: 'text', text: 'new' });
    for (let n = 0; n < 60_000; n++) say(feed, 'a', 'young');
    await settled(scan);
    expect(scan.state().matched).toBe(0);
  });

  test('by clearing, begin the counts anew', async () => {
    const feed = new Feed(bounds);
    for (let n = 0; n < 10_000; n++) say(feed, 'a', 'x');
    const scan = scanOf(feed, { language: 'text', text: 'x' });
    feed.clear();
    say(feed, 'a', 'x');
    await settled(scan);
    expect(scan.state()).toMatchObject({ scanned: 1, matched: 1, missed: 0 });
    expect(shown(feed, scan)).toEqual([10_000]);
  });
});
