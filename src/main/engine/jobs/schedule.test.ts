import { expect, test } from 'vitest';
import type { PublishTiming } from '#shared/contract/publish-file.ts';
import { Schedule } from './schedule.ts';

function dues(timing: PublishTiming, times: (number | null)[]): number[] {
  const schedule = new Schedule(timing);
  return times.map(time => schedule.nextDueMs(time));
}

test('a rate spaces messages evenly, whatever times they carry', () => {
  expect(dues({ mode: 'rate', perSecond: 4 }, [null, 9_000, 1, null])).toEqual([0, 250, 500, 750]);
});

test.each([0.1, 1, 2.5, 100])('at ×%d the waits are the recorded ones divided by it', speed => {
  const at = dues({ mode: 'recorded', speed, field: null }, [1_000, 1_500, 1_500, 4_000]);
  expect(at).toEqual([0, 500 / speed, 500 / speed, 3_000 / speed]);
});

test('the order of the file stays: an older or untimed message is due with the one before it', () => {
  expect(dues({ mode: 'recorded', speed: 1, field: 'at' }, [1_000, 900, null, 1_200, 1_100, 1_300])).toEqual([
    0, 0, 0, 200, 200, 300,
  ]);
});
