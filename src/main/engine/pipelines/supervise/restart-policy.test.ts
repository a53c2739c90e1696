import { describe, expect, test } from 'vitest';
import { MillraceError, type ErrorCode } from '#shared/rpc/errors.ts';
import { readPipelines } from '#shared/pipeline/read-pipelines.ts';
import { RestartPolicy, startsOver } from './restart-policy.ts';

const failure = (code: ErrorCode, detail?: Record<string, unknown>) => new MillraceError(code, 'why', detail);

test.each(['bad-input', 'conflict', 'not-found', 'denied'] as const)('never after %s', code => {
  expect(new RestartPolicy().decide(failure(code), 0)).toEqual({ again: false, why: null });
});

test('never after a password that was refused', () => {
  expect(new RestartPolicy().decide(failure('connect-failed', { final: true }), 0)).toMatchObject({
    again: false,
  });
});

test.each(['connect-failed', 'disconnected'] as const)(
  'for ever after %s, with longer and longer delays',
  code => {
    const policy = new RestartPolicy();
    const delays = Array.from({ length: 100 }, () => {
      const decision = policy.decide(failure(code), 0);
      return decision.again ? decision.delayMs : null;
    });
    expect(delays.slice(0, 8)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    expect(delays.at(-1)).toBe(60_000);
  },
);

test.each([failure('timeout'), failure('too-large'), failure('redis'), new Error('a defect')])(
  'five times in a row after another failure: %s',
  error => {
    const policy = new RestartPolicy();
    for (let attempt = 1; attempt <= 5; attempt++)
      expect(policy.decide(error, 10_000)).toMatchObject({ again: true, attempt });
    expect(policy.decide(error, 10_000)).toEqual({
      again: false,
      why: 'It was started again 5 times in a row and failed each time.',
    });
  },
);

test('a minute of running begins the count anew', () => {
  const policy = new RestartPolicy();
  for (let time = 0; time < 5; time++) policy.decide(failure('timeout'), 0);
  expect(policy.decide(failure('timeout'), 60_000)).toEqual({ again: true, attempt: 1, delayMs: 1_000 });
  expect(policy.decide(failure('timeout'), 59_999)).toEqual({ again: true, attempt: 2, delayMs: 2_000 });
});

describe('a file starts over when it has', () => {
  test.each([
    ['lines of a file', { type: 'jsonl', path: 'x' }, true],
    ['lines of a file in a loop', { type: 'jsonl', path: 'x', loop: true }, false],
    ['a generator with an end', { type: 'generator', payload: '1', count: 5 }, true],
    ['a generator without end', { type: 'generator', payload: '1' }, false],
    ['a stream', { type: 'stream', keys: ['s'] }, false],
    ['a channel', { type: 'channel', channels: ['c'] }, false],
  ])('%s: %o → %s', (_, source, expected) => {
    const other = {
      name: 'Other',
      source: { type: 'channel', channels: ['c'] },
      sinks: [{ type: 'stdout' }],
    };
    const pipelines = [other, { name: 'One', source, sinks: [{ type: 'stdout' }] }];
    const read = readPipelines(JSON.stringify({ pipelines }), { environment: {}, fallbackName: 'x' });
    expect(read.ok && startsOver(read.pipelines)).toBe(expected);
  });
});
