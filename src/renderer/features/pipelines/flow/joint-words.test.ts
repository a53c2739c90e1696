import { expect, test } from 'vitest';
import type { FlowPressure } from '#shared/contract/flow.ts';
import { readerState } from './joint-words.ts';

const words = (some: Partial<FlowPressure>, state: string | null = 'running') => {
  const pressure = { state: 'keeps-up', waiting: null, perSecond: null, reason: null, ...some } as const;
  return readerState({ state, pressure }, ['message', 'messages']).state;
};
const waiting = { of: 'count', amount: 1_200 } as const;

test.each<[string, string]>([
  [words({}), 'keeps up'],
  [words({ state: 'falls-behind', waiting, perSecond: 50 }), 'falls behind by 50/s, 1,200 messages wait'],
  [words({ state: 'catches-up', waiting, perSecond: -50 }), 'catches up by 50/s, 1,200 messages wait'],
  [words({ state: 'is-behind', waiting: { of: 'count', amount: 1 } }), '1 message waits'],
  [words({ state: 'loses', waiting, perSecond: 7 }), 'loses 7 messages/s, 1,200 messages wait'],
  [
    words({ state: 'falls-behind', waiting: { of: 'ms', amount: 12_000 }, perSecond: 90 }),
    'falls further behind, 12 s behind',
  ],
  [words({ state: 'unknown', reason: 'nobody asks' }), '— (nobody asks)'],
  [words({ state: 'is-behind', waiting }, 'paused'), 'paused: 1,200 messages wait'],
  [words({}, 'paused'), 'paused'],
  [words({}, 'restarting'), 'restarting'],
  [words({}, null), 'does not run'],
])('%s', (said, expected) => {
  expect(said).toBe(expected);
});
