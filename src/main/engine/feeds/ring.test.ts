import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ring, type RingBounds } from './ring.ts';
import { Segment, SEGMENT_BYTES } from './segment.ts';

const roomy: RingBounds = { maxRows: 1_000, maxBytes: 64 * SEGMENT_BYTES };
const payload = (size: number, fill = 0) => new Uint8Array(size).fill(fill);

function appendSizes(ring: Ring, sizes: number[]) {
  for (const [index, size] of sizes.entries())
    ring.append(0, index, index % 3, 0, payload(size, index % 256));
}

describe('rows', () => {
  test('are numbered from 0 and read back as they came', () => {
    const ring = new Ring(roomy);
    ring.append(2, 1_790_000_000_012.9, 7, 3, new Uint8Array([1, 2, 3]));
    ring.append(1, 13, 8, undefined, new Uint8Array(0));
    expect(ring.at(0)).toEqual({
      seq: 0,
      kind: 2,
      time: 1_790_000_000_012,
      channel: 7,
      pattern: 3,
      payload: new Uint8Array([1, 2, 3]),
    });
    expect(ring.at(1)).toEqual({
      seq: 1,
      kind: 1,
      time: 13,
      channel: 8,
      pattern: undefined,
      payload: new Uint8Array(0),
    });
    expect(ring.at(2)).toBeUndefined();
  });

  test('have the time that they came at, whatever becomes of the clock', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 8.64e15, noNaN: true }), { maxLength: 40 }), times => {
        const ring = new Ring(roomy);
        for (const time of times) ring.append(0, time, 0, 0, payload(1));
        expect([...ring.rowsFrom(0)].map(({ time }) => time)).toEqual(times.map(Math.floor));
      }),
    );
  });

  test('that come within 24 days of each other share their memory', () => {
    const ring = new Ring(roomy);
    for (let day = 0; day <= 24; day++) ring.append(0, day * 86_400_000, 0, 0, payload(1));
    expect(ring.allocatedBytes).toBe(SEGMENT_BYTES);
  });

  test.each([0, 1, 2 ** 28 - 2])('have the pattern %i', pattern => {
    const ring = new Ring(roomy);
    ring.append(3, 0, 0, pattern, payload(1));
    expect(ring.at(0)).toMatchObject({ kind: 3, pattern });
  });

  test('behave as a list cut to the newest rows, whatever their sizes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(300_000), { maxLength: 40 }),
        fc.integer({ min: 1, max: 20 }),
        (sizes, maxRows) => {
          const ring = new Ring({ maxRows, maxBytes: 1_000 * SEGMENT_BYTES });
          appendSizes(ring, sizes);
          const kept = sizes.slice(-maxRows);
          const firstSeq = sizes.length - kept.length;
          expect(ring.firstSeq).toBe(firstSeq);
          expect(ring.nextSeq).toBe(sizes.length);
          expect(ring.retainedBytes).toBe(kept.reduce((sum, size) => sum + size, 0));
          expect(
            [...ring.rowsFrom(0)].map(row => [row.seq, row.payload.length, row.payload[0] ?? null]),
          ).toEqual(
            kept.map((size, index) => [firstSeq + index, size, size === 0 ? null : (firstSeq + index) % 256]),
          );
        },
      ),
      { numRuns: 50 },
    );
  });

  test('stay in order over the reuse of memory', () => {
    const ring = new Ring({ maxRows: 20_000, maxBytes: 64 * SEGMENT_BYTES });
    for (let index = 0; index < 100_000; index++) ring.append(0, index, index, 0, payload(10, index % 256));
    expect(ring.firstSeq).toBe(80_000);
    for (const seq of [80_000, 81_919, 81_920, 90_112, 99_999]) {
      expect(ring.at(seq)).toMatchObject({ time: seq, channel: seq });
      expect(ring.at(seq)!.payload[9]).toBe(seq % 256);
    }
  });
});

describe('another thread', () => {
  /** As a thread reads it that was handed the memory. */
  const asHandedOver = (ring: Ring, seq: number) => {
    const segment = ring.segmentAt(seq)!;
    const copy = Segment.of(segment.share());
    return copy.payloadOf(seq - segment.firstSeq);
  };

  test('reads every row that was there when it got the memory, also those after an earlier hand-over', () => {
    const ring = new Ring(roomy);
    const written = fc.sample(fc.uint8Array({ maxLength: 5_000 }), { numRuns: 900, seed: 7 });
    for (const [seq, bytes] of written.entries()) {
      ring.append(0, seq, 0, 0, bytes);
      if (seq % 7 === 0) expect(asHandedOver(ring, seq)).toEqual(bytes);
    }
    for (const [seq, bytes] of written.entries()) expect(asHandedOver(ring, seq)).toEqual(bytes);
  });

  test('keeps what it was lent as it is until it has read it; then the memory is used again', async () => {
    const ring = new Ring({ maxRows: 10, maxBytes: 64 * SEGMENT_BYTES });
    let seq = 0;
    const memories = new Set<ArrayBufferLike>();
    const fill = (rows: number) => {
      for (const end = seq + rows; seq < end; seq++) {
        ring.append(0, seq, 0, 0, payload(1_000, seq % 256));
        memories.add(ring.segmentAt(seq)!.bytes.buffer);
      }
    };
    fill(10_000);
    const used = memories.size;
    fill(10_000);
    expect(memories.size).toBe(used);
    const lent = ring.segmentAt(seq - 1)!;
    const read = Promise.withResolvers<void>();
    lent.lendUntil(read.promise);
    const before = Buffer.from(lent.bytes);
    fill(10_000);
    expect(Buffer.compare(lent.bytes.subarray(0, 1_000), before.subarray(0, 1_000))).toBe(0);
    expect(memories.size).toBe(used + 1);
    read.resolve();
    await read.promise;
    fill(10_000);
    expect(memories.size).toBe(used + 1);
    expect(memories.has(lent.bytes.buffer)).toBe(true);
  });

  test('reads them in memory that was used before', () => {
    const ring = new Ring({ maxRows: 10, maxBytes: 64 * SEGMENT_BYTES });
    for (let seq = 0; seq < 40_000; seq++) ring.append(0, seq, 0, 0, payload(100, seq % 256));
    for (let seq = 39_990; seq < 40_000; seq++)
      expect(asHandedOver(ring, seq)).toEqual(payload(100, seq % 256));
  });
});

describe('bounds', () => {
  test('memory never exceeds the bound, and the newest rows are kept', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 * SEGMENT_BYTES), { minLength: 1, maxLength: 30 }), sizes => {
        const maxBytes = 8 * SEGMENT_BYTES;
        const ring = new Ring({ maxRows: 1_000, maxBytes });
        for (const [index, size] of sizes.entries()) {
          expect(ring.append(0, index, 0, 0, payload(size))).toBe(true);
          expect(ring.allocatedBytes).toBeLessThanOrEqual(maxBytes);
          expect(ring.at(ring.nextSeq - 1)!.payload.length).toBe(size);
        }
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    [30, 1.6],
    [100, 1.2],
    [300, 1.1],
    [5_000, 1.05],
  ])('rows of %i bytes take no more than %d times as much memory', (size, times) => {
    const ring = new Ring({ maxRows: 1_000_000, maxBytes: 1_000 * SEGMENT_BYTES });
    const row = payload(size);
    while (ring.retainedBytes < 20 * SEGMENT_BYTES) ring.append(0, 0, 0, 0, row);
    // The last one is just being filled.
    expect((ring.allocatedBytes - SEGMENT_BYTES) / ring.retainedBytes).toBeLessThan(times);
  });

  test('a payload that no ring of this size can hold is refused and takes no number', () => {
    const ring = new Ring({ maxRows: 10, maxBytes: 8 * SEGMENT_BYTES });
    appendSizes(ring, [1, 2, 3]);
    expect(ring.append(0, 0, 0, 0, payload(8 * SEGMENT_BYTES))).toBe(false);
    expect(ring.nextSeq).toBe(3);
    expect(ring.retained).toBe(3);
  });

  test('narrower bounds let the oldest go at once', () => {
    const ring = new Ring(roomy);
    appendSizes(ring, Array<number>(500).fill(100));
    ring.rebound({ ...roomy, maxRows: 10 });
    expect(ring.firstSeq).toBe(490);
    expect(ring.retainedBytes).toBe(1_000);
  });

  test('clearing keeps the numbering', () => {
    const ring = new Ring(roomy);
    appendSizes(ring, [5, 5, 5]);
    ring.clear();
    expect(ring).toMatchObject({ firstSeq: 3, nextSeq: 3, retained: 0, retainedBytes: 0, allocatedBytes: 0 });
    ring.append(0, 1, 0, 0, payload(4));
    expect(ring.at(3)!.payload.length).toBe(4);
  });
});
