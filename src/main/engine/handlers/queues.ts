import type { EngineHandlers } from '#shared/contract/index.ts';
import { ActionJob } from '../actions/job.ts';
import type { Connections } from '../connections/connections.ts';
import { DecodeThread } from '../decode/decode-thread.ts';
import type { PageJobs } from '../jobs/page-jobs.ts';
import type { KeyWalks } from '../keys/key-walks.ts';
import { samplesOf } from '../keys/prefix-summary.ts';
import { findQueues, queuesOf } from '../queues/find-queues.ts';
import { applyJobAction, previewJobAction } from '../queues/job-action.ts';
import { readJobDetail } from '../queues/job-detail.ts';
import { readQueueFigures } from '../queues/queue-states.ts';
import { readJobs } from '../queues/read-jobs.ts';
import { searchJobs } from '../queues/search-jobs.ts';
import type { Recognition } from '../recognise/recognition.ts';

/** Keys of a prefix that are looked at for the queues that they are of. */
const SAMPLE = 20;

export function queueHandlers(
  connections: Connections,
  recognition: Recognition,
  walks: KeyWalks,
): EngineHandlers['queues'] {
  const decoding = new DecodeThread();
  return {
    list: ({ connectionId }, { signal }) => findQueues(connections.get(connectionId), recognition, signal),
    of: ({ connectionId, of, framework }) =>
      queuesOf(
        connections.get(connectionId),
        recognition,
        'key' in of
          ? [of.key]
          : samplesOf(walks.get(of.walkId), Buffer.from(of.prefix).toString('latin1'), SAMPLE),
        framework,
      ),
    figures: ({ connectionId, framework, queue }) =>
      readQueueFigures(connections.get(connectionId).client, { framework, queue }),
    jobs: ({ connectionId, framework, queue, state, from, count }) =>
      readJobs(connections.get(connectionId).client, { framework, queue }, state, from, count),
    search: ({ connectionId, framework, queue, ...search }, { signal }) =>
      searchJobs(() => connections.get(connectionId).client, { framework, queue }, search, signal),
    job: ({ connectionId, framework, queue, job }) =>
      readJobDetail(connections.get(connectionId).client, decoding, { framework, queue }, job),
  };
}

export function queueActionHandlers(
  connections: Connections,
  jobs: PageJobs,
): EngineHandlers['queueActions'] {
  return {
    preview: ({ connectionId, action }) => previewJobAction(connections.get(connectionId).client, action),
    apply: ({ connectionId, action, jobId }, { page, signal }) =>
      jobs.follow({ pageId: page.id, jobId, signal }, () => {
        const job = new ActionJob();
        void applyJobAction(connections.get(connectionId), action, job);
        return job;
      }),
  };
}
