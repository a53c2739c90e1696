import { expect, test } from 'vitest';
import { newEvent } from './event.ts';
import { Samples } from './samples.ts';

const refused = { reason: 'is not JSON', path: ['decode'], at: 5, late: null };

test('keeps the newest, each whole with its bytes as they came', () => {
  const samples = new Samples(2);
  for (const bytes of [[1], [0xff, 0, 0xfe], [3]])
    samples.add({ event: newEvent(Buffer.from(bytes), 0), ...refused });
  expect(samples.list.map(({ number, whole }) => [number, [...whole!.payload!]])).toEqual([
    [2, [0xff, 0, 0xfe]],
    [3, [3]],
  ]);
});

test('an event of more than 64 KB is not kept whole; its beginning is', () => {
  const samples = new Samples(1);
  samples.add({ event: newEvent(Buffer.alloc(64 * 1024 + 1, 'x'), 0), ...refused });
  expect(samples.list).toMatchObject([{ event: 'x'.repeat(500), whole: null }]);
});

test('bytes that are not text are told apart: none becomes a replacement character', () => {
  const samples = new Samples(1);
  samples.add({ event: newEvent(Buffer.from([0xff, 0xfe, 0, 0x61]), 0), ...refused });
  expect(samples.list[0]!.event).toBe(String.raw`\xff\xfe\x00a`);
});

test('what is kept holds nothing of what came with it over the network', () => {
  const chunk = Buffer.alloc(1_000_000, 'x');
  const samples = new Samples(1);
  samples.add({ event: newEvent(chunk.subarray(10, 20), 0), ...refused });
  expect(samples.list[0]!.whole!.payload!.buffer.byteLength).toBe(10);
});
