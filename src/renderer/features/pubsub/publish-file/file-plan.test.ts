import { expect, test } from 'vitest';
import type { FileCheck, FileProgress } from '#shared/contract/publish-file.ts';
import { EMPTY_DRAFT, readFilePlan, remainingMs, REPLAY_DRAFT } from './file-plan.ts';

const channel = new TextEncoder().encode('out');

test('a plan of plain lines needs a channel, and a field where their times are followed', () => {
  expect(readFilePlan(EMPTY_DRAFT, 'lines')).toEqual({ problem: 'Enter a channel.' });
  const draft = { ...EMPTY_DRAFT, channel: 'out' };
  expect(readFilePlan(draft, 'lines')).toEqual({
    target: { kind: 'one', channel },
    timing: { mode: 'fast' },
  });
  expect(readFilePlan({ ...draft, mode: 'recorded' }, 'lines')).toMatchObject({
    problem: expect.stringMatching(/field/) as string,
  });
  expect(readFilePlan({ ...draft, mode: 'recorded', field: 'm.at', speed: '×2' }, 'lines')).toMatchObject({
    timing: { mode: 'recorded', speed: 2, field: 'm.at' },
  });
});

test('a recording has channels and times of its own', () => {
  expect(readFilePlan({ ...EMPTY_DRAFT, mode: 'recorded', field: 'x' }, 'recording')).toEqual({
    target: { kind: 'own' },
    timing: { mode: 'recorded', speed: 1, field: null },
  });
  expect(readFilePlan({ ...EMPTY_DRAFT, target: 'prefix' }, 'recording')).toMatchObject({
    problem: expect.stringMatching(/prefix to replace/) as string,
  });
});

test.each([
  [{ mode: 'rate', perSecond: '0' }, /above 0/],
  [{ mode: 'rate', perSecond: 'fast' }, /above 0/],
  [{ mode: 'recorded', field: 'at', speed: '101' }, /0\.1 to 100/],
  [{ mode: 'recorded', field: 'at', speed: '0.09' }, /0\.1 to 100/],
] as const)('numbers out of bounds are said: %o', (changes, problem) => {
  expect(readFilePlan({ ...EMPTY_DRAFT, channel: 'out', ...changes }, 'lines')).toMatchObject({
    problem: expect.stringMatching(problem) as string,
  });
});

test('what remains is told by what is known', () => {
  const progress = {
    state: 'running',
    bytesRead: 250,
    size: 1_000,
    elapsedMs: 2_000,
    time: 4_000,
  } as FileProgress;
  const check = { lastTime: 10_000 } as FileCheck;
  expect(remainingMs(progress, check, { mode: 'recorded', speed: 2, field: null }, 5)).toBe(3_000);
  expect(remainingMs(progress, check, { mode: 'rate', perSecond: 10 }, 5)).toBe(500);
  expect(remainingMs(progress, check, { mode: 'fast' }, 5)).toBe(6_000);
  expect(
    remainingMs({ ...progress, time: null }, check, { mode: 'recorded', speed: 1, field: 'at' }, 5),
  ).toBeNull();
});

test('a replay has the pace of the recording, unless another is asked for', () => {
  expect(readFilePlan(REPLAY_DRAFT, 'recording')).toEqual({
    target: { kind: 'own' },
    timing: { mode: 'recorded', speed: 1, field: null },
  });
});
