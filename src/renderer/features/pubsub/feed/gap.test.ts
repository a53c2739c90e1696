import { expect, it } from 'vitest';
import { gapText } from './gap.tsx';

const row = (endedAt: number | null) =>
  ({
    kind: 'gap',
    seq: 1,
    time: 0,
    gap: { seq: 1, startedAt: 1_000, endedAt, reason: 'server closed the connection' },
  }) as const;

it('says how long, what that means and why', () => {
  expect(gapText(row(4_200))).toBe(
    'disconnected 3.2 s · messages sent meanwhile were not received · server closed the connection',
  );
});

it('knows that it lasts', () => {
  expect(gapText(row(null))).toContain('disconnected since then');
});
