import { parentPort, workerData } from 'node:worker_threads';
import { compilePlan, type NamedPipeline } from '#shared/pipeline/plan.ts';
import { kindOf } from '#shared/pipeline/sources/sources.ts';
import { toErrorData } from '#shared/rpc/errors.ts';
import { TakenOver } from '../checkpoint/checkpoint.ts';
import { pause } from '../../changes.ts';
import { needsName, nameWorker } from '../checkpoint/worker-name.ts';
import { LagProbe } from '../sources/lag.ts';
import { makeLookingSource, makeSource, needsRedis, needsRedisToRead } from '../sources/sources.ts';
import type { FromPipeline, PipelineSnapshot, PipelineStart, ToPipeline } from './pipeline-messages.ts';
import { classify } from '../run/classify.ts';
import { RedisLink } from '../run/redis-link.ts';
import { Runner } from '../run/runner.ts';

/** The entry of a pipeline's own thread. */

const STATUS_EVERY_MS = 250;
/** How long the start of a pipeline waits for a Redis that cannot be reached. */
const START_LIMIT_MS = 10_000;
const RETRY_MS = 1_000;
/** Of what is there already, so many events show in a dry run what comes out. */
const LOOKED_BACK = 1_000;
const start = workerData as PipelineStart;
const port = parentPort!;
const send = (message: FromPipeline) => port.postMessage(message);

const heartbeat = new Int32Array(start.heartbeat);
const log = (message: string) => send({ type: 'log', message });
const isRedisNeeded = start.dry ? needsRedisToRead : needsRedis;
const link = isRedisNeeded(compilePlan(start.file)) ? new RedisLink(start.access, log) : null;
const writes = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
let writeId = 0;

let lagProbe: LagProbe | null = null;

/** The pipeline, with a name where it shares its source and its file names none. */
async function named(file: NamedPipeline): Promise<NamedPipeline> {
  if (!link || start.dry || !needsName(file)) return file;
  const client = await link.persistentClient('name', { limitMs: START_LIMIT_MS });
  let given: { name: string; isAdopted: boolean } | null = null;
  while (!given) {
    given = await nameWorker(client, file).catch(async (error: unknown) => {
      if (classify(error) !== 'wait') throw error;
      log((error as Error).message);
      await pause(RETRY_MS);
      return null;
    });
  }
  client.close('done');
  const { name, isAdopted } = given;
  if (isAdopted) log(`Continues as the worker ${name}, which has ended on this machine.`);
  const { source } = file;
  return { ...file, source: kindOf(source).withConsumer(source, name) };
}

async function makeRunner(): Promise<Runner> {
  const plan = compilePlan(await named(start.file));
  return new Runner({
    plan,
    link,
    keepOpen: start.watched,
    reset: start.reset,
    dry: start.dry,
    imported: start.imported,
    makeSource: reports => {
      const { offline, imported, userAgent } = start;
      const context = { link, offline, imported, userAgent, reports };
      if (start.dry) return makeLookingSource(plan, context, LOOKED_BACK);
      const source = makeSource(plan, context);
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
}

let runner: Runner | null = null;
const made = makeRunner().then(ready => (runner = ready));
made.catch(() => {});

let go = () => {};
const started = new Promise<void>(resolve => (go = resolve));

port.on('message', (message: ToPipeline) => {
  switch (message.type) {
    case 'order': {
      const { order } = message;
      // A pipeline that is to stop has to run to do so.
      if (order === 'go' || order === 'stop') go();
      return order === 'go' ? undefined : void made.then(ready => ready[order]()).catch(() => {});
    }
    case 'written': {
      const write = writes.get(message.id);
      writes.delete(message.id);
      return message.error === undefined ? write?.resolve() : write?.reject(new Error(message.error));
    }
    case 'snapshot':
      return send({ type: 'snapshot', id: message.id, snapshot: snapshot(message.maxOpenRows) });
  }
});

function snapshot(maxOpenRows: number): PipelineSnapshot {
  return {
    open: runner?.openRows(maxOpenRows) ?? [],
    ...(runner?.samples ?? { invalid: [], late: [] }),
    lag: lagProbe?.newest() ?? null,
    lastTransaction: runner?.lastTransaction ?? null,
  };
}

async function live(): Promise<void> {
  const pipeline = await made;
  await pipeline.prepare();
  send({ type: 'ready' });
  await started;
  const reporting = setInterval(() => send({ type: 'status', status: pipeline.status() }), STATUS_EVERY_MS);
  try {
    await pipeline.run();
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
    send({ type: 'ended', status: runner?.status() ?? null, snapshot: snapshot(0), error });
    lagProbe?.close();
    link?.close();
    port.close();
  });
