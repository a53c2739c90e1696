import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MatchIndex } from './match-index.ts';

/** Rows with the sequence numbers 3, 6, 9 ...; every second is marked. */
function filled(rows: number, batch: number): MatchIndex {
  const index = new MatchIndex();
  for (let from = 0; from < rows; from += batch) {
    const positions = Array.from({ length: Math.min(batch, rows - from) }, (_, n) => from + n);
    index.append(
      Float64Array.from(positions, position => position * 3 + 3),
      Uint8Array.from(positions, position => position % 2),
    );
  }
  return index;
}

describe.each([1, 1_000, 8_192, 30_000])('appended %i at a time', batch => {
  test('rows keep their positions', () => {
    const index = filled(25_000, batch);
    expect([index.start, index.end]).toEqual([0, 25_000]);
    for (const position of [0, 1, 8_191, 8_192, 16_384, 24_999]) {
      expect(index.seqAt(position)).toBe(position * 3 + 3);
      expect(index.isMarked(position)).toBe(position % 2 === 1);
    }
    expect(() => index.seqAt(25_000)).toThrow(RangeError);
  });
});

test('rows leave at the beginning, and the others keep their positions', () => {
  const index = filled(25_000, 1_000);
  index.dropBefore(3);
  expect(index.start).toBe(0);
  // 30,001 lies between the rows at 9,999 and 10,000.
  index.dropBefore(30_001);
  expect(index.start).toBe(10_000);
  expect(index.seqAt(10_000)).toBe(30_003);
  expect(() => index.seqAt(9_999)).toThrow(RangeError);
  index.append(Float64Array.of(80_000), Uint8Array.of(1));
  expect(index.seqAt(25_000)).toBe(80_000);
});

test('may become empty, and be filled again', () => {
  const index = filled(8_192, 8_192);
  index.dropBefore(1_000_000);
  expect([index.start, index.end]).toEqual([8_192, 8_192]);
  index.append(Float64Array.of(1_000_001), Uint8Array.of(0));
  expect(index.seqAt(8_192)).toBe(1_000_001);
  index.dropBefore(2_000_000);
  expect(index.start).toBe(index.end);
});

test('rows that come at the beginning are before those that are there, which keep their positions', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ back: fc.boolean(), rows: fc.integer({ min: 0, max: 9_000 }) }), {
        maxLength: 12,
      }),
      batches => {
        const index = new MatchIndex(50_000);
        let [first, next] = [0, 0];
        for (const { back, rows } of batches) {
          if (back && first - rows < -50_000) continue;
          const from = back ? first - rows : next;
          const seqs = Float64Array.from({ length: rows }, (_, n) => from + n);
          const marks = Uint8Array.from(seqs, seq => Math.abs(seq) % 2);
          if (back) [first] = [from, index.prepend(seqs, marks)];
          else [next] = [next + rows, index.append(seqs, marks)];
        }
        expect([index.start, index.end]).toEqual([50_000 + first, 50_000 + next]);
        for (let position = index.start; position < index.end; position += 997) {
          expect(index.seqAt(position)).toBe(position - 50_000);
          expect(index.isMarked(position)).toBe(position % 2 === 1);
        }
        index.dropBefore((first + next) >> 1);
        if (index.start < index.end) expect(index.seqAt(index.start)).toBe((first + next) >> 1);
      },
    ),
    { numRuns: 30 },
  );
});
