import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FeedFilter, FeedPart } from '#shared/contract/feeds.ts';
import { Feed } from './feed.ts';
import { View } from './view.ts';

const bounds = { maxRows: 1_000, maxBytes: 64 * 2 ** 20 };
const say = (feed: Feed, count: number) => {
  for (let index = 0; index < count; index++) feed.append(0, Buffer.from('a'), undefined, Buffer.from('x'));
};

describe('a view', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('shows what is there at once, then only what changed', async () => {
    const feed = new Feed(bounds);
    say(feed, 3);
    const ended = new AbortController();
    const frames = new View(feed, { follow: true, rows: 10 }).frames(ended.signal);
    expect((await frames.next()).value!.seqs.length).toBe(3);
    const second = frames.next();
    let settled = false;
    void second.then(() => (settled = true));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(settled).toBe(false);
    say(feed, 1);
    expect((await second).value!.counters.received).toBe(4);
    ended.abort();
    expect((await frames.next()).done).toBe(true);
  });

  test('draws a flood at no more than twenty frames a second, with exact counters', async () => {
    const feed = new Feed(bounds);
    const ended = new AbortController();
    const counted: number[] = [];
    const flood = setInterval(() => say(feed, 500), 1);
    const shown = (async () => {
      for await (const frame of new View(feed, { follow: true, rows: 50 }).frames(ended.signal)) {
        counted.push(frame.counters.received);
        expect(frame.seqs.length).toBeLessThanOrEqual(50);
      }
    })();
    await vi.advanceTimersByTimeAsync(1_000);
    clearInterval(flood);
    await vi.advanceTimersByTimeAsync(50);
    ended.abort();
    await shown;
    expect(counted.length).toBeGreaterThan(15);
    expect(counted.length).toBeLessThanOrEqual(22);
    expect(counted.at(-1)).toBe(500_000);
  });

  test('of a part shows nothing from before it and nothing that comes after it', async () => {
    // A filter works in a thread, whose time is not ours to set.
    vi.useRealTimers();
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
    view.scroll({ follow: false, from: 20, rows: 2 });
    // No time passes here.
    expect([...(await frames.next()).value!.seqs]).toEqual([20, 21]);
    await frames.return(undefined);
  });
});
