import { describe, expect, it } from 'vitest';
import type { FeedFrame, Viewport } from '#shared/contract/feeds.ts';
import { FeedRowSource } from '../../../ui/feed/feed-row-source.ts';
import { pubsubRows } from './feed-rows.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

/** A frame of the rows `from` to `to` of a feed that holds `firstSeq` to `nextSeq`; row 13 is a gap. */
function frame(
  from: number,
  to: number,
  firstSeq: number,
  nextSeq: number,
  gapEnd: number | null = null,
): FeedFrame {
  const seqs = Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
  const payloads = seqs.map(seq => utf8(`{"n":${seq}}`));
  let end = 0;
  return {
    counters: {
      received: nextSeq,
      receivedBytes: 0,
      retained: nextSeq - firstSeq,
      retainedBytes: 0,
      evicted: firstSeq,
      dropped: 0,
      gaps: 0,
      firstSeq,
      nextSeq,
    },
    start: firstSeq,
    end: nextSeq,
    first: from,
    scan: null,
    sort: null,
    look: null,
    marks: new Uint8Array(seqs.length),
    seqs: Float64Array.from(seqs),
    times: Float64Array.from(seqs, seq => seq * 10),
    kinds: Uint8Array.from(seqs, seq => (seq === 13 ? 1 : 0)),
    channels: Uint32Array.from(seqs, () => 0),
    patterns: Uint32Array.from(seqs, seq => (seq % 2 === 0 ? 2 : 0)),
    names: [utf8('wiki'), Uint8Array.of(0xff, 0x2a)],
    sizes: Uint32Array.from(payloads, payload => payload.length),
    previews: Uint8Array.from(payloads.flatMap(payload => [...payload])),
    previewEnds: Uint32Array.from(payloads, payload => (end += payload.length)),
    shownSizes: Uint32Array.from(payloads, payload => payload.length),
    chains: [],
    chainOf: new Uint8Array(seqs.length),
    undecoded: [],
    values: [],
    gaps: [{ seq: 13, startedAt: 130, endedAt: gapEnd, reason: 'killed' }],
  };
}

function source() {
  const moves: Viewport[] = [];
  const rows = new FeedRowSource(pubsubRows);
  rows.attach(viewport => moves.push(viewport));
  return { moves, rows };
}

describe('rows', () => {
  it('are decoded from the columns', () => {
    const { rows } = source();
    rows.accept(frame(10, 20, 0, 20));
    expect(rows.range()).toMatchObject({ start: 0, end: 20, total: 20, loading: false });
    expect(rows.at(12)).toMatchObject({
      kind: 'message',
      channel: 'wiki',
      pattern: '\\xff*',
      preview: '{"n":12}',
      size: 8,
    });
    expect(rows.at(11)).toMatchObject({ pattern: null });
    expect(rows.at(13)).toMatchObject({ kind: 'gap', gap: { reason: 'killed' } });
    expect(rows.at(9)).toBeUndefined();
    expect(rows.at(20)).toBeUndefined();
  });

  it('stay the same objects from frame to frame, except for a gap that ends', () => {
    const { rows } = source();
    rows.accept(frame(10, 20, 0, 20));
    const [message, gap] = [rows.at(15), rows.at(13)];
    rows.accept(frame(12, 22, 2, 22, 140));
    expect(rows.at(15)).toBe(message);
    expect(rows.at(13)).not.toBe(gap);
    const ended = rows.at(13);
    rows.accept(frame(12, 22, 2, 22, 140));
    expect(rows.at(13)).toBe(ended);
  });

  it('are forgotten when the feed begins anew', () => {
    const { rows } = source();
    rows.accept(frame(0, 10, 0, 10));
    const before = rows.at(2);
    rows.accept(frame(0, 5, 0, 5));
    expect(rows.range().end).toBe(5);
    expect(rows.at(2)).not.toBe(before);
  });
});

describe('viewport', () => {
  it('follows, or begins a margin before the first visible row', () => {
    const { rows, moves } = source();
    rows.show({ first: 960, end: 1_000, following: true });
    rows.show({ first: 970, end: 1_010, following: true });
    rows.show({ first: 500, end: 540, following: false });
    expect(moves).toEqual([
      { follow: true, rows: 70 },
      { follow: false, from: 475, rows: 90 },
    ]);
  });

  it('does not move for a small scroll', () => {
    const { rows, moves } = source();
    rows.show({ first: 500, end: 540, following: false });
    rows.show({ first: 505, end: 545, following: false });
    expect(moves).toHaveLength(1);
    rows.show({ first: 530, end: 570, following: false });
    expect(moves).toHaveLength(2);
  });
});

it('keeps the rows that a person reads when they leave the ring, until the next scroll', () => {
  const { rows } = source();
  rows.show({ first: 10, end: 15, following: false });
  rows.accept(frame(0, 60, 0, 60));
  rows.accept(frame(30, 90, 30, 90));
  expect(rows.at(12)).toMatchObject({ seq: 12 });
  expect(rows.range()).toMatchObject({ start: 0, end: 90 });
  rows.show({ first: 40, end: 45, following: false });
  rows.accept(frame(30, 90, 30, 90));
  expect(rows.at(12)).toBeUndefined();
  expect(rows.range().start).toBe(30);
});
