import { hostname } from 'node:os';
import { compilePlan, type NamedPipeline } from '#shared/pipeline/plan.ts';
import { kindOf } from '#shared/pipeline/sources/sources.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { RedisClient } from '../../connections/redis-client.ts';
import { asMap, asText } from '../../connections/replies.ts';
import { ownConsumer, WORKER, workersKey } from './checkpoint.ts';

/** The worker shares its source and has no name, so that it needs one. */
export function needsName({ source }: NamedPipeline): boolean {
  const sharing = kindOf(source).sharing(source);
  return sharing !== null && sharing.consumer === undefined;
}

/**
 * A name for a worker that has none: that of one that has ended on this machine, with what it held and its open windows, else a new one. The list of
 * workers says which process has which name; who writes there first has it.
 *
 * @returns the name, and whether somebody had it before
 */
export async function nameWorker(
  client: RedisClient,
  file: NamedPipeline,
): Promise<{ name: string; isAdopted: boolean }> {
  const key = workersKey(compilePlan(file));
  for (;;) {
    const [watch, all] = await client.pipeline([
      ['WATCH', key],
      ['HGETALL', key],
    ]);
    for (const reply of [watch, all]) if (reply instanceof MillraceError) throw reply;
    const ended = [...asMap(all as Exclude<typeof all, MillraceError>)].find(
      ([field, process]) => field.startsWith(WORKER) && hasEnded(asText(process)),
    );
    const name = ended?.[0].slice(WORKER.length) ?? ownConsumer();
    const replies = await client.transaction([['HSET', key, WORKER + name, `${hostname()} ${process.pid}`]]);
    if (replies?.[0] instanceof MillraceError) throw replies[0];
    if (replies) return { name, isAdopted: ended !== undefined };
  }
}

/** @param text a host and a process id; empty for a worker whose name is in its file */
function hasEnded(text: string): boolean {
  const [host, id] = text.split(' ');
  if (host !== hostname() || id === undefined) return false;
  // In a container the first process has the same id each time, and it is us now.
  if (Number(id) === process.pid) return true;
  try {
    process.kill(Number(id), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
