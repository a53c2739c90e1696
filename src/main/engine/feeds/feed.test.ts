import { describe, expect, test } from 'vitest';
import type { Viewport } from '#shared/contract/feeds.ts';
import { ROW_GAP, ROW_MESSAGE } from '#shared/contract/row-kinds.ts';
import { Feed } from './feed.ts';
import { PREVIEW_BYTES } from '../decode/row-look.ts';
import { buildFrame } from './frame.ts';

const bounds = { maxRows: 5, maxBytes: 64 * 2 ** 20 };
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const say = (feed: Feed, channel: string, payload: string, pattern?: string) =>
  feed.append(
    1_000,
    Buffer.from(channel),
    pattern === undefined ? undefined : Buffer.from(pattern),
    Buffer.from(payload),
  );

function linesOf(feed: Feed, viewport: Viewport) {
  const frame = buildFrame(feed, viewport);
  return Array.from(frame.seqs, (seq, index) => {
    const preview = frame.previews.subarray(
      index === 0 ? 0 : frame.previewEnds[index - 1],
      frame.previewEnds[index],
    );
    const by = frame.names[(frame.patterns[index] ?? 0) - 1];
    const pattern = by ? ` by ${text(by)}` : '';
    return `${seq} ${text(frame.names[frame.channels[index]!]!)}${pattern}: ${text(preview)}`;
  });
}

describe('counters', () => {
  test('stay exact when rows leave', () => {
    const feed = new Feed(bounds);
    for (let index = 0; index < 12; index++) say(feed, 'a', 'xyz');
    expect(feed.counters()).toEqual({
      received: 12,
      receivedBytes: 36,
      retained: 5,
      retainedBytes: 15,
      evicted: 7,
      dropped: 0,
      gaps: 0,
      firstSeq: 7,
      nextSeq: 12,
    });
  });

  test('a message too large to keep is received and counted as dropped', () => {
    const feed = new Feed({ maxRows: 5, maxBytes: 8 * 2 ** 20 });
    feed.append(0, Buffer.from('a'), undefined, new Uint8Array(8 * 2 ** 20));
    expect(feed.counters()).toMatchObject({ received: 1, dropped: 1, retained: 0 });
  });

  test('begin again after clearing, the numbers of rows do not', () => {
    const feed = new Feed(bounds);
    for (let index = 0; index < 7; index++) say(feed, 'a', 'x');
    feed.clear();
    expect(feed.counters()).toMatchObject({ received: 0, evicted: 0, retained: 0, firstSeq: 7, nextSeq: 7 });
  });
});

describe('frames', () => {
  test('follow the newest rows', () => {
    const feed = new Feed(bounds);
    for (let index = 0; index < 4; index++)
      say(feed, `c${index % 2}`, `m${index}`, index === 3 ? 'c*' : undefined);
    expect(linesOf(feed, { follow: true, rows: 2 })).toEqual(['2 c0: m2', '3 c1 by c*: m3']);
  });

  test('stand still where asked, and move on only with the oldest row', () => {
    const feed = new Feed(bounds);
    for (let index = 0; index < 4; index++) say(feed, 'a', `m${index}`);
    const still: Viewport = { follow: false, from: 1, rows: 2 };
    expect(linesOf(feed, still)).toEqual(['1 a: m1', '2 a: m2']);
    for (let index = 4; index < 8; index++) say(feed, 'a', `m${index}`);
    expect(linesOf(feed, still)).toEqual(['3 a: m3', '4 a: m4']);
  });

  test('carry the beginning of a long payload and its whole size', () => {
    const feed = new Feed(bounds);
    say(feed, 'a', 'y'.repeat(10_000));
    const frame = buildFrame(feed, { follow: true, rows: 10 });
    expect(frame.sizes[0]).toBe(10_000);
    expect(frame.previews.length).toBe(PREVIEW_BYTES);
    expect(feed.record(0).payload.length).toBe(10_000);
  });

  test('are on memory of their own', () => {
    const feed = new Feed({ maxRows: 1, maxBytes: 64 * 2 ** 20 });
    say(feed, 'a', 'before');
    const frame = buildFrame(feed, { follow: true, rows: 1 });
    for (let index = 0; index < 20_000; index++) say(feed, 'a', 'after!');
    expect(text(frame.previews)).toBe('before');
  });
});

describe('gaps', () => {
  test('are rows with a beginning, an end and a reason', () => {
    const feed = new Feed(bounds);
    say(feed, 'a', 'x');
    const gap = feed.startGap(2_000, 'server closed the connection');
    expect(buildFrame(feed, { follow: true, rows: 5 }).gaps).toEqual([
      { seq: 1, startedAt: 2_000, endedAt: null, reason: 'server closed the connection' },
    ]);
    feed.endGap(gap, 5_200);
    say(feed, 'a', 'y');
    const frame = buildFrame(feed, { follow: true, rows: 5 });
    expect([...frame.kinds]).toEqual([ROW_MESSAGE, ROW_GAP, ROW_MESSAGE]);
    expect(frame.gaps[0]!.endedAt).toBe(5_200);
    expect(feed.counters()).toMatchObject({ received: 2, retained: 3, gaps: 1 });
  });
});

test('a row that has left says so', () => {
  const feed = new Feed(bounds);
  for (let index = 0; index < 6; index++) say(feed, 'a', 'x');
  expect(() => feed.record(0)).toThrow(/left the feed/);
});

test('names of channels that nothing refers to any more are forgotten', () => {
  const forgotten: number[] = [];
  const feed = new Feed({ maxRows: 10, maxBytes: 64 * 2 ** 20 }, indexes => forgotten.push(...indexes));
  for (let index = 0; index < 100_020; index++) say(feed, `channel-${index}`, 'x');
  expect(forgotten.length).toBeGreaterThan(99_000);
  expect(linesOf(feed, { follow: true, rows: 2 })).toEqual([
    '100018 channel-100018: x',
    '100019 channel-100019: x',
  ]);
});
