import { expect, test } from 'vitest';
import type { ProbeRequest } from './probe-worker.ts';
import { TaskThreads } from './task-threads.ts';

const threads = new TaskThreads<string, ProbeRequest, string | number>({
  worker: './threads/probe-worker.ts',
  name: 'probe',
  memoryLimitMb: 32,
  itemLimitMs: 300,
  words: {
    outOfMemory: limit => `More than ${limit}.`,
    tooSlow: limit => `Over ${limit}.`,
    crashed: reason => `Broken: ${reason}`,
  },
});

test('answers come to whom they belong, in the order asked', async () => {
  const [one, two] = [threads.begin('one'), threads.begin('two')];
  const answers = await Promise.all([
    ...[1, 2, 3].map(value => one.ask({ do: 'echo', value })),
    ...[1, 2, 3].map(value => two.ask({ do: 'echo', value })),
  ]);
  expect(answers).toEqual(['one 1', 'one 2', 'one 3', 'two 1', 'two 2', 'two 3']);
  await Promise.all([one.close(), two.close()]);
});

test('a thread that was given back takes the next task, which knows nothing of the one before', async () => {
  const first = threads.begin('first');
  expect(await first.ask({ do: 'count' })).toBe(1);
  await first.close();
  await expect(first.ask({ do: 'count' })).rejects.toMatchObject({ code: 'cancelled' });
  const second = threads.begin('second');
  expect(await second.ask({ do: 'count' })).toBe(1);
  expect(await second.ask({ do: 'echo', value: 7 })).toBe('second 7');
  await second.close();
});

test('what a task throws is the answer, with its code; a defect is told in the words of the threads', async () => {
  const task = threads.begin('x');
  await expect(task.ask({ do: 'refuse' })).rejects.toMatchObject({ code: 'conflict', message: 'Not now.' });
  await expect(task.ask({ do: 'break' })).rejects.toMatchObject({
    code: 'internal',
    message: 'Broken: x is not a function',
  });
  expect(await task.ask({ do: 'count' })).toBe(1);
  await task.close();
});

test('a task that cannot begin says so at once and at each request', async () => {
  const task = threads.begin('refuse');
  const refused = { code: 'bad-input', detail: { at: 3 } };
  await expect(task.begun).rejects.toMatchObject(refused);
  await expect(task.ask({ do: 'count' })).rejects.toMatchObject(refused);
  await task.close();
});

test.each([
  [
    { do: 'spin', value: 5 },
    { code: 'timeout', message: 'Over 0.3 s.', detail: { item: 5 } },
  ],
  [{ do: 'exit' }, { code: 'internal', message: 'Broken: the thread ended' }],
] as [ProbeRequest, object][])(
  '%o ends the thread for all its requests, and no other',
  async (request, failure) => {
    const [task, other] = [threads.begin('x'), threads.begin('other')];
    const after = task.ask(request).then(
      () => null,
      () => task.ask({ do: 'count' }),
    );
    await expect(after).rejects.toMatchObject(failure);
    await task.close();
    expect(await other.ask({ do: 'count' })).toBe(1);
    await other.close();
  },
);

test('a thread that fills its memory ends, however long that takes', async () => {
  const patient = new TaskThreads<string, ProbeRequest, string | number>({
    worker: './threads/probe-worker.ts',
    name: 'probe',
    memoryLimitMb: 32,
    itemLimitMs: 60_000,
    words: { outOfMemory: limit => `More than ${limit}.`, tooSlow: String, crashed: String },
  });
  const task = patient.begin('x');
  await expect(task.ask({ do: 'fill' })).rejects.toMatchObject({
    code: 'too-large',
    message: 'More than 32 MB.',
  });
  await task.close();
});

test('a task that is closed while it never ends is ended by its limit', async () => {
  const task = threads.begin('x');
  const answer = expect(task.ask({ do: 'spin' })).rejects.toMatchObject({ code: 'timeout' });
  await task.close();
  await answer;
});
