import { parentPort, workerData } from 'node:worker_threads';
import { compilePlan } from '#shared/pipeline/plan.ts';
import { toErrorData } from '#shared/rpc/errors.ts';
import { TakenOver } from '../checkpoint/checkpoint.ts';
import { LagProbe } from '../sources/lag.ts';
import { makeSource, needsRedis } from '../sources/sources.ts';
import type { FromPipeline, PipelineStart, ToPipeline } from './pipeline-messages.ts';
import { RedisLink } from '../run/redis-link.ts';
import { Runner } from '../run/runner.ts';

/** The entry of a pipeline's own thread. */

const STATUS_EVERY_MS = 250;
const start = workerData as PipelineStart;
const port = parentPort!;
const send = (message: FromPipeline) => port.postMessage(message);

const heartbeat = new Int32Array(start.heartbeat);
const plan = compilePlan(start.file);
const log = (message: string) => send({ type: 'log', message });
const link = needsRedis(plan) ? new RedisLink(start.access, log) : null;
const writes = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
let writeId = 0;

let lagProbe: LagProbe | null = null;

const runner = new Runner({
  plan,
  link,
  keepOpen: start.watched,
  reset: start.reset,
  makeSource: reports => {
    const { offline, userAgent } = start;
    const source = makeSource(plan, { link, offline, userAgent, reports });
    if (link && source.lag) lagProbe = new LagProbe(link, client => source.lag!(client));
    return source;
  },
  host: {
    log,
    writeStdout: text =>
      new Promise((resolve, reject) => {
        const id = ++writeId;
        writes.set(id, { resolve, reject });
        send({ type: 'stdout', id, text });
      }),
    ...(start.watched && { rows: rows => send({ type: 'rows', rows }) }),
    beginEvent: () => void Atomics.add(heartbeat, 0, 1),
    endEvent: () => void Atomics.add(heartbeat, 0, 1),
  },
});

let go = () => {};
const started = new Promise<void>(resolve => (go = resolve));

port.on('message', (message: ToPipeline) => {
  switch (message.type) {
    case 'order':
      // A pipeline that is to stop has to run to do so.
      if (message.order === 'go' || message.order === 'stop') go();
      return message.order === 'go' ? undefined : void runner[message.order]();
    case 'written': {
      const write = writes.get(message.id);
      writes.delete(message.id);
      return message.error === undefined ? write?.resolve() : write?.reject(new Error(message.error));
    }
    case 'look':
      return send({
        type: 'looked',
        id: message.id,
        look: {
          open: runner.openRows(message.maxOpenRows),
          ...runner.samples,
          lag: lagProbe?.look() ?? null,
          lastTransaction: runner.lastTransaction,
        },
      });
  }
});

async function live(): Promise<void> {
  await runner.prepare();
  send({ type: 'ready' });
  await started;
  const reporting = setInterval(() => send({ type: 'status', status: runner.status() }), STATUS_EVERY_MS);
  try {
    await runner.run();
  } finally {
    clearInterval(reporting);
  }
}

void live()
  .then(
    () => null,
    (error: unknown) =>
      error instanceof TakenOver ? { code: 'conflict' as const, message: error.message } : toErrorData(error),
  )
  .then(error => {
    send({ type: 'ended', status: runner.status(), error });
    lagProbe?.close();
    link?.close();
    port.close();
  });
