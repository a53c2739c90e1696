import { describe, expect, it } from 'vitest';
import type { KeptFigures, KeptRun } from '#shared/contract/run-history.ts';
import { differenceText, figuresOf, percentText, tookMs, type Figure } from './run-figures.ts';

const counts: KeptFigures = {
  received: 100,
  decoded: 90,
  invalid: 10,
  unmatched: 0,
  matched: 90,
  late: 0,
  repeated: 0,
  limited: 0,
  emitted: 20,
  flushes: 4,
  gaps: 0,
  dropped: 0,
  overLimit: 0,
  watermark: null,
  position: null,
};
const run = (over: Partial<KeptRun> = {}): KeptRun => ({
  run: 'r',
  name: 'Orders',
  startedAt: 1_000,
  endedAt: 11_000,
  seenAt: 11_000,
  end: 'stopped',
  error: null,
  offline: false,
  restarts: 0,
  connection: { name: 'local', server: 's' },
  fileHash: 'h',
  pipelines: [{ id: 'orders', name: 'Orders', guarantee: 'once', figures: counts }],
  ...over,
});
const valueOf = (name: string, ...of: Parameters<typeof figuresOf>) =>
  figuresOf(...of).find(figure => figure.name === name)!.value;

describe('the figures of a run', () => {
  it('are what it counted, and rates over its duration', () => {
    expect(valueOf('Received', run(), 'orders')).toBe(100);
    expect(valueOf('Received per second', run(), 'orders')).toBe(10);
  });

  it('are not known where nothing says them: no pipeline of that name, killed too soon, a rate over a restart', () => {
    expect(valueOf('Received', run(), 'other')).toBeNull();
    const killed = run({
      endedAt: null,
      seenAt: null,
      pipelines: [{ ...run().pipelines[0]!, figures: null }],
    });
    expect(tookMs(killed)).toBeNull();
    expect(valueOf('Received', killed, 'orders')).toBeNull();
    expect(valueOf('Received', run({ restarts: 1 }), 'orders')).toBe(100);
    expect(valueOf('Received per second', run({ restarts: 1 }), 'orders')).toBeNull();
    expect(valueOf('Received per second', run({ endedAt: 1_000 }), 'orders')).toBeNull();
  });
});

it.each([
  [100, 150, '+50', '+50 %'],
  [150, 100, '−50', '−33 %'],
  [100, 100, '0', '0 %'],
  [0, 3, '+3', ''],
  [1_000, 1_004, '+4', '+0.4 %'],
  [null, 3, '—', ''],
  [3, null, '—', ''],
])('from %s to %s is %s, %s', (before, after, difference, percent) => {
  const figure: Figure = { name: 'x', value: before, format: String };
  expect(differenceText(figure, after)).toBe(difference);
  expect(percentText(figure, after)).toBe(percent);
});
