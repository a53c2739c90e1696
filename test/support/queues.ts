import { readFileSync } from 'node:fs';
import type { JobState, QueueFramework, QueueId } from '#shared/contract/queues.ts';
import { jobStates } from '#shared/queue-names.ts';
import type { QueueAction } from '#shared/contract/queue-actions.ts';
import type { ActionProgress } from '#shared/contract/actions.ts';
import { ActionJob } from '#engine/actions/job.ts';
import type { Commands } from '#engine/connections/commands.ts';
import { RedisClient } from '#engine/connections/redis-client.ts';
import { applyJobAction } from '#engine/queues/job-action.ts';
import { readJobs } from '#engine/queues/read-jobs.ts';
import type { Keyspace } from '../fixtures/framework-keys.ts';
import { asynqKeys, laravelKeys } from '../fixtures/queue-keys.ts';
import type { TestServer } from './redis-server.ts';

const recorded = JSON.parse(
  readFileSync(new URL('../fixtures/recorded-frameworks.json', import.meta.url), 'utf8'),
) as { by: string; keys: Keyspace }[];
const recordedBy = (name: string) => recorded.find(({ by }) => by === name)!.keys;

/** A queue of each framework, with what it leaves in Redis: recorded, where it could be run. */
export const sampleQueues: Record<QueueFramework, { queue: string; keys: Keyspace }> = {
  asynq: { queue: 'asynq:{default}', keys: asynqKeys },
  BullMQ: { queue: 'bull:paint', keys: recordedBy('bullmq') },
  Celery: { queue: 'celery', keys: recordedBy('celery') },
  Laravel: { queue: 'shop_database_queues:default', keys: laravelKeys },
  RQ: { queue: 'rq:queue:paint', keys: recordedBy('rq') },
  Sidekiq: { queue: 'queue:default', keys: recordedBy('sidekiq') },
};

/** The first job of a state, as an action names it. */
export async function firstJob(
  commands: Commands,
  id: QueueId,
  state: JobState,
): Promise<Omit<QueueAction, 'kind'>> {
  const [job] = (await readJobs(commands, id, state, 0, 1)).jobs;
  return { ...id, state, key: job!.key, at: job!.at, id: job!.id };
}

/** Runs an action to its end, on a connection of its own. @param disturb happens right before each of its transactions */
export async function applyToJob(
  server: TestServer,
  action: QueueAction,
  disturb: () => Promise<unknown> = () => Promise.resolve(),
): Promise<ActionProgress> {
  const job = new ActionJob();
  const dedicated = async (options: Parameters<typeof RedisClient.open>[1]) => {
    const client = await RedisClient.open(server.target(), options);
    const transaction = client.transaction.bind(client);
    client.transaction = async commands => {
      await disturb();
      return transaction(commands);
    };
    return client;
  };
  await applyJobAction({ dedicated }, action, job);
  return job.state();
}

/** "2 waiting, 1 failed": what is known and there. */
export function countsText(states: readonly { state: JobState; count: number | null }[]): string {
  return jobStates
    .flatMap(state => {
      const count = states.find(of => of.state === state)?.count ?? 0;
      return count === 0 ? [] : [`${count} ${state}`];
    })
    .join(', ');
}
