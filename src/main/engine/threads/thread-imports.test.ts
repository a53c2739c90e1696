import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { workerUrl, type WorkerSource } from './worker-url.ts';

/** Runs in the thread before its code: tells each module that is loaded. */
const telling = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  import { parentPort } from 'node:worker_threads';
  registerHooks({
    load(url, context, next) {
      parentPort.postMessage({ loads: url });
      return next(url, context);
    },
  });
`)}`;

/** What a thread has loaded when it answers for the first time. */
async function loadedBy(source: WorkerSource): Promise<string[]> {
  const thread = new Worker(workerUrl(source), {
    workerData: new SharedArrayBuffer(8),
    execArgv: ['--import', telling],
  });
  const loaded: string[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      thread.once('error', reject);
      thread.on('message', (message: { loads: string } | { id: number }) => {
        if ('loads' in message) loaded.push(message.loads);
        else resolve();
      });
      thread.postMessage({ id: 0, end: true });
    });
  } finally {
    await thread.terminate();
  }
  return loaded;
}

test.each<WorkerSource>([
  './conditions/condition-worker.ts',
  './decode/decode-worker.ts',
  './feeds/filter/filter-worker.ts',
  './feeds/sort/sort-worker.ts',
  './recordings/recording-worker.ts',
  './templates/template-worker.ts',
])('%s loads no schemas: they would be a quarter of its heap', async source => {
  const loaded = await loadedBy(source);
  expect(loaded).toContain(workerUrl(source).href);
  expect(loaded.filter(url => url.includes('/node_modules/zod/'))).toEqual([]);
});
