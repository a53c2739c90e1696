import { describe, expect, test } from 'vitest';
import type { FeedFilter, FeedPart } from '#shared/contract/feeds.ts';
import { Feed } from './feed.ts';
import { View } from './view.ts';

const bounds = { maxRows: 1_000, maxBytes: 64 * 2 ** 20 };
const say = (feed: Feed, count: number) => {
  for (let index = 0; index < count; index++) feed.append(0, Buffer.from('a'), undefined, Buffer.from('x'));
};

describe('a view', () => {
  test('shows what is there at once, then only what changed', async () => {
    const feed = new Feed(bounds);
    say(feed, 3);
    const ended = new AbortController();
    const frames = new View(feed, { follow: true, rows: 10 }).frames(ended.signal);
    expect((await frames.next()).value!.seqs.length).toBe(3);
    const second = frames.next();
    let settled = false;
    void second.then(() => (settled = true));
    await new Promise(resolve => setTimeout(resolve, 120));
    expect(settled).toBe(false);
    say(feed, 1);
    expect((await second).value!.counters.received).toBe(4);
    ended.abort();
    expect((await frames.next()).done).toBe(true);
  });

  test('draws a flood at no more than twenty frames a second, with exact counters', async () => {
    const feed = new Feed(bounds);
    const ended = new AbortController();
    const received: number[] = [];
    const flood = setInterval(() => say(feed, 500), 1);
    const startedAt = performance.now();
    for await (const frame of new View(feed, { follow: true, rows: 50 }).frames(ended.signal)) {
      received.push(frame.counters.received);
      expect(frame.seqs.length).toBeLessThanOrEqual(50);
      if (performance.now() - startedAt > 500) break;
    }
    clearInterval(flood);
    expect(received.length).toBeLessThanOrEqual(500 / 50 + 2);
    expect(feed.counters().received % 500).toBe(0);
  });

  test('of a part shows nothing from before it and nothing that comes after it', async () => {
    const feed = new Feed(bounds);
    say(feed, 10);
    const seqsOf = async (part: FeedPart, filter: FeedFilter | null = null) => {
      const frames = new View(feed, { follow: true, rows: 20 }, { part, filter }).frames(
        new AbortController().signal,
      );
      for await (const { seqs, scan } of frames) if (!scan || scan.waiting === 0) return [...seqs];
      return [];
    };
    const all: FeedFilter = {
      language: 'text',
      text: 'x',
      highlight: false,
      muted: [],
      solo: [],
      decode: [],
    };
    for (const filter of [null, all]) {
      expect(await seqsOf({ from: 7, until: null }, filter)).toEqual([7, 8, 9]);
      expect(await seqsOf({ from: 0, until: 3 }, filter)).toEqual([0, 1, 2]);
      expect(await seqsOf({ from: 10, until: null }, filter)).toEqual([]);
      expect(await seqsOf({ from: 5, until: 5 }, filter)).toEqual([]);
      // What is known of another feed, which began anew.
      expect(await seqsOf({ from: 99, until: null }, filter)).toEqual([]);
    }
  });

  test('answers a move at once', async () => {
    const feed = new Feed(bounds);
    say(feed, 100);
    const view = new View(feed, { follow: true, rows: 5 });
    const frames = view.frames(new AbortController().signal);
    await frames.next();
    const startedAt = performance.now();
    view.scroll({ follow: false, from: 20, rows: 2 });
    expect([...(await frames.next()).value!.seqs]).toEqual([20, 21]);
    // A view that stands still has news only every 250 ms.
    expect(performance.now() - startedAt).toBeLessThan(200);
    await frames.return(undefined);
  });
});
