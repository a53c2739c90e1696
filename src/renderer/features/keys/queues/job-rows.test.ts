import { expect, test, vi } from 'vitest';
import type { JobRow } from '#shared/contract/queues.ts';
import { JobRows } from './job-rows.ts';

const job = (at: number): JobRow => ({
  state: 'waiting',
  key: 'k',
  at,
  id: `j${at}`,
  name: null,
  time: null,
  timeIs: 'added',
  attempts: null,
  attemptsOf: null,
  error: null,
  isGone: false,
});

test('a million jobs are read where they are looked at, and read again on request', async () => {
  let total = 1_000_000;
  const asked: number[] = [];
  const rows = new JobRows(async (from, count) => {
    asked.push(from);
    const length = Math.min(count, total - from);
    return { total, from, jobs: Array.from({ length }, (_, index) => job(from + index)) };
  });
  await vi.waitFor(() => expect(rows.range().total).toBe(1_000_000));
  rows.show({ first: 500_000, end: 500_020, following: false });
  await vi.waitFor(() => expect(rows.at(500_000)?.id).toBe('j500000'));
  expect(asked).toEqual([0, 499_960]);
  const before = rows.at(500_000);
  total = 500_010;
  await rows.refresh();
  expect(rows.at(500_000)).toBe(before);
  expect(rows.at(500_015)).toBeUndefined();
  expect(rows.range().end).toBe(500_010);
});

test('what cannot be read is told, and read again on request', async () => {
  let fails = true;
  const rows = new JobRows(() =>
    fails ? Promise.reject(new Error('gone')) : Promise.resolve({ total: 1, from: 0, jobs: [job(0)] }),
  );
  await vi.waitFor(() => expect(rows.error?.message).toBe('gone'));
  fails = false;
  await rows.refresh();
  expect(rows.error).toBeNull();
  expect(rows.at(0)?.id).toBe('j0');
});
