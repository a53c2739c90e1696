import { describe, expect, test } from 'vitest';
import type { PipelineFigures } from '#shared/contract/pipelines.ts';
import type { SourceSpec } from '#shared/pipeline/sources/sources.ts';
import { Pressure } from './pressure.ts';

const stream: SourceSpec = { type: 'stream', keys: ['s'], from: '0', ack: 'result', group: 'g' };
const channel: SourceSpec = { type: 'channel', channels: ['c'] };
const file: SourceSpec = { type: 'jsonl', path: 'f', loop: false };
const figures = (some: Partial<PipelineFigures>): PipelineFigures =>
  ({ waiting: 0, dropped: 0, receivedPerSecond: 100, ...some }) as PipelineFigures;
const entries = (count: number | null, some: Partial<PipelineFigures> = {}) =>
  figures({ lag: { kind: 'entries', entries: count }, ...some });

/** One reading a second; answers the last. */
function after(readings: readonly PipelineFigures[], source: SourceSpec) {
  const pressure = new Pressure();
  return readings.map((reading, second) => pressure.read(second * 1_000, reading, source)).at(-1)!;
}

describe('a reader', () => {
  test('keeps up while no more waits than comes in a second', () => {
    expect(after([entries(0), entries(60), entries(90)], stream)).toMatchObject({
      state: 'keeps-up',
      waiting: { of: 'count', amount: 90 },
    });
  });

  test('falls behind by what more waits each second, read ahead or not given yet', () => {
    const readings = [1, 2, 3, 4].map(second => entries(second * 1_000, { waiting: second * 200 }));
    expect(after(readings, stream)).toEqual({
      state: 'falls-behind',
      waiting: { of: 'count', amount: 4_800 },
      perSecond: 1_200,
      reason: null,
    });
  });

  test('catches up, and stands where neither is so', () => {
    expect(after([entries(9_000), entries(8_000), entries(7_000)], stream)).toMatchObject({
      state: 'catches-up',
      perSecond: -1_000,
    });
    expect(after([entries(9_000), entries(9_001), entries(9_002)], stream)).toMatchObject({
      state: 'is-behind',
    });
  });

  test('is behind, with no trend before it has been looked at for a while', () => {
    expect(after([entries(9_000), entries(9_500)], stream)).toMatchObject({
      state: 'is-behind',
      perSecond: null,
    });
  });

  test('forgets what was before', () => {
    const grown = Array.from({ length: 10 }, (_, second) => entries(1_000 * second));
    expect(after([...grown, ...Array.from({ length: 7 }, () => entries(9_000))], stream)).toMatchObject({
      state: 'is-behind',
    });
  });

  test('is told by time where entries are not counted', () => {
    const behind = (ms: number | null) => figures({ lag: { kind: 'behind', ms } });
    expect(after([behind(1_000)], stream)).toMatchObject({ state: 'keeps-up' });
    expect(after([behind(5_000), behind(5_500), behind(6_000)], stream)).toMatchObject({
      state: 'falls-behind',
      waiting: { of: 'ms', amount: 6_000 },
      perSecond: 500,
    });
  });

  test('loses messages for which it has no room', () => {
    const lost = (dropped: number) =>
      figures({ lag: { kind: 'waiting', waiting: 200_000 }, waiting: 200_000, dropped });
    expect(after([lost(0), lost(500), lost(1_000)], channel)).toMatchObject({
      state: 'loses',
      perSecond: 500,
    });
    expect(after([lost(1_000), lost(1_000), lost(1_000)], channel)).toMatchObject({ state: 'is-behind' });
  });

  test('is unknown, with the reason, where nothing can be told', () => {
    expect(after([entries(null)], stream)).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('Redis') as string,
    });
    expect(after([figures({ lag: { kind: 'waiting', waiting: 9 } })], file)).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('not counted') as string,
    });
  });
});
