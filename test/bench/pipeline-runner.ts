import { compilePlan } from '#shared/pipeline/plan.ts';
import { readPipelines } from '#shared/pipeline/read-pipelines.ts';
import { makeSource } from '#engine/pipelines/sources/sources.ts';
import { RedisLink } from '#engine/pipelines/run/redis-link.ts';
import { Runner } from '#engine/pipelines/run/runner.ts';
import type { Source } from '#engine/pipelines/sources/source.ts';
import type { TestServer } from '../support/redis-server.ts';

/** Runs a pipeline to its end in this process; returns the seconds from its first event to the last flush. */
export async function timePipeline(server: TestServer, file: object, source?: Source): Promise<number> {
  const read = readPipelines(JSON.stringify(file), { environment: {}, fallbackName: 'bench' });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const plan = compilePlan(read.pipelines[0]!);
  const link = new RedisLink({ target: server.target(), password: undefined }, () => {});
  const runner = new Runner({
    plan,
    link,
    makeSource: reports => source ?? makeSource(plan, { link, offline: false, userAgent: 'bench', reports }),
    host: { log: message => process.stderr.write(`${message}\n`), writeStdout: async () => {} },
  });
  await runner.prepare();
  const startedAt = performance.now();
  await runner.run();
  link.close();
  return (performance.now() - startedAt) / 1_000;
}
