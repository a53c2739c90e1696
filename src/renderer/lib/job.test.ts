import { expect, test } from 'vitest';
import { createJob } from './job.ts';

/** Frames as somebody else sends them. */
function frames() {
  let next = Promise.withResolvers<number | null>();
  return {
    send(frame: number | null) {
      const { resolve } = next;
      next = Promise.withResolvers();
      resolve(frame);
    },
    fail: (error: Error) => next.reject(error),
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const waiting = next;
        const frame = await waiting.promise;
        if (frame === null) return;
        yield frame;
      }
    },
  };
}

test('tells each frame, and the last one at its end', async () => {
  const job = createJob<number>();
  const source = frames();
  const seen: (number | null)[] = [];
  job.subscribe(({ progress }) => seen.push(progress));
  const end = job.getState().start(() => source);
  for (const frame of [1, 2, null]) {
    source.send(frame);
    await Promise.resolve();
    await new Promise(resolve => setImmediate(resolve));
  }
  expect(await end).toBe(2);
  expect(seen).toEqual([null, 1, 2, 2]);
  expect(job.getState()).toMatchObject({ progress: 2, isRunning: false, error: null });
});

test('is begun once; what went wrong is its error, and the next run begins without it', async () => {
  const job = createJob<number>();
  const source = frames();
  const end = job.getState().start(() => source);
  expect(await job.getState().start(() => frames())).toBeNull();
  source.fail(new Error('gone'));
  expect(await end).toBeNull();
  expect(job.getState().error).toMatchObject({ message: 'gone' });
  const again = job.getState().start(async function* () {
    yield 7;
  });
  expect(job.getState()).toMatchObject({ error: null, isRunning: true });
  expect(await again).toBe(7);
});

test('left, nothing of it is told any more, and its signal is aborted', async () => {
  const job = createJob<number>();
  const source = frames();
  let signal: AbortSignal | undefined;
  const end = job.getState().start(begun => {
    ({ signal } = begun);
    return source;
  });
  job.getState().leave();
  expect(signal!.aborted).toBe(true);
  source.send(5);
  expect(await end).toBeNull();
  expect(job.getState()).toMatchObject({ progress: null, isRunning: false, error: null });
});
