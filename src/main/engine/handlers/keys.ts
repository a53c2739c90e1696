import type { EngineHandlers } from '#shared/contract/index.ts';
import { ActionJob } from '../actions/job.ts';
import type { Connections } from '../connections/connections.ts';
import { DecodeThread } from '../decode/decode-thread.ts';
import { impliedDecoding } from '../decode/implied-decoding.ts';
import type { PageJobs } from '../jobs/page-jobs.ts';
import { applyKeyAction, previewKeyAction } from '../keys/actions/actions.ts';
import { readKeyFigures } from '../keys/key-figures.ts';
import { readItems } from '../keys/key-items.ts';
import { originsOf } from '../keys/key-origins.ts';
import { readValue, readWholeValue } from '../keys/key-value.ts';
import type { KeyWalks } from '../keys/key-walks.ts';
import { summarizePrefix } from '../keys/prefix-summary.ts';
import { watchKey } from '../keys/watch-key.ts';
import type { Notifications } from '../notifications/notifications.ts';
import type { PipelineService } from '../pipelines/supervise/service.ts';

interface KeyServices {
  connections: Connections;
  notifications: Notifications;
  pipelines: PipelineService;
  walks: KeyWalks;
}

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

export function keyHandlers({
  connections,
  notifications,
  pipelines,
  walks,
}: KeyServices): EngineHandlers['keys'] {
  const clientOf = (connectionId: string) => connections.get(connectionId).client;
  const decoding = new DecodeThread();
  return {
    walk: ({ connectionId, ...keys }, { signal }) => walks.walk(() => clientOf(connectionId), keys, signal),
    control: ({ walkId, act }) => walks.get(walkId)[act](),
    rows: async ({ walkId, view, open, from, count }) =>
      walks.get(walkId).rows(view, open.map(latin1), from, count),
    figures: ({ connectionId, keys }) => readKeyFigures(clientOf(connectionId), keys),
    summaries: ({ walkId, prefixes, sample }) => {
      const walk = walks.get(walkId);
      return Promise.all(prefixes.map(prefix => summarizePrefix(walk, latin1(prefix), sample)));
    },
    watch: ({ connectionId, key }, { signal }) =>
      watchKey(connections.get(connectionId), notifications, key, signal),
    items: ({ connectionId, key, type, range }) => readItems(clientOf(connectionId), key, type, range),
    value: ({ connectionId, key, part, from, count }) =>
      readValue(clientOf(connectionId), key, part, from, count),
    origins: ({ connectionId, key }) =>
      originsOf(key, pipelines.documents.all, pipelines.list(), connectionId),
    decode: async ({ connectionId, key, part, as, by }) =>
      decoding.decode(
        await readWholeValue(clientOf(connectionId), key, part),
        as,
        impliedDecoding(by, part.of === 'field' ? part.field : undefined),
      ),
  };
}

export function keyActionHandlers(connections: Connections, jobs: PageJobs): EngineHandlers['keyActions'] {
  return {
    preview: ({ connectionId, action }) => previewKeyAction(connections.get(connectionId).client, action),
    apply: ({ connectionId, action, jobId }, { page, signal }) =>
      jobs.follow({ pageId: page.id, jobId, signal }, () => {
        const job = new ActionJob();
        void applyKeyAction(connections.get(connectionId), action, job);
        return job;
      }),
  };
}
