import type { EngineHandlers } from '#shared/contract/index.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { EntryCondition } from '../conditions/entry-condition.ts';
import type { Connections } from '../connections/connections.ts';
import { DecodeThread } from '../decode/decode-thread.ts';
import { impliedDecoding } from '../decode/implied-decoding.ts';
import type { Feeds } from '../feeds/feeds.ts';
import type { PageJobs } from '../jobs/page-jobs.ts';
import { applyAction, previewAction } from '../streams/actions/actions.ts';
import { ActionJob } from '../actions/job.ts';
import { readConsumers } from '../streams/consumers.ts';
import { entryBlockOf, readEntries } from '../streams/entries.ts';
import { readJourney } from '../streams/entry-journey.ts';
import { exportEntries } from '../streams/entry-export.ts';
import { scanEntries } from '../streams/entry-scan.ts';
import { countLag } from '../streams/lag-count.ts';
import { readPendingPage } from '../streams/pending-page.ts';
import { readSortedPending } from '../streams/pending-sorted.ts';
import { surveyPending } from '../streams/pending-survey.ts';
import { readStreamState } from '../streams/stream-info.ts';
import { watchStreamCount } from '../streams/stream-count.ts';
import { listStreams } from '../streams/stream-list.ts';
import { StreamTail } from '../streams/tail.ts';
import { readTimeline } from '../streams/timeline.ts';
import { readWholeEntry, readWholeValue } from '../streams/whole-entry.ts';
import { watchStream } from '../streams/watch.ts';

const TAIL_STATE_EVERY_MS = 100;

export function streamHandlers(connections: Connections, feeds: Feeds): EngineHandlers['streams'] {
  const clientOf = (connectionId: string) => connections.get(connectionId).client;
  const decoding = new DecodeThread();
  /** By the id of their feeds. */
  const tails = new Map<string, StreamTail>();
  return {
    list: ({ connectionId, pattern, except }, { signal }) =>
      listStreams(clientOf(connectionId), { pattern, except }, signal),
    count: ({ connectionId }, { signal }) => watchStreamCount(connections.get(connectionId), signal),
    details: ({ connectionId, keys }) => {
      const client = clientOf(connectionId);
      return Promise.all(keys.map(key => readStreamState(client, key)));
    },
    watch: ({ connectionId, key, group }, { signal }) =>
      watchStream(connections.get(connectionId), key, signal, group),
    consumers: ({ connectionId, key, group }) => readConsumers(clientOf(connectionId), key, group),
    entries: async ({ connectionId, key, start, end, reverse, count, decode }) => {
      const page = await readEntries(clientOf(connectionId), key, { start, end, reverse }, count);
      return { entries: entryBlockOf(page.entries, decode), complete: page.complete };
    },
    entry: ({ connectionId, key, id, fieldsFrom, maxFields, maxValueBytes }) =>
      readWholeEntry(clientOf(connectionId), key, id, { fieldsFrom, maxFields, maxValueBytes }),
    decode: async ({ connectionId, key, id, field, name, as, by }) =>
      decoding.decode(
        await readWholeValue(clientOf(connectionId), key, id, field),
        as,
        impliedDecoding(by, name ?? undefined),
      ),
    scan: ({ connectionId, key, filter, start, end, reverse, ...options }, { signal }) =>
      scanEntries(clientOf(connectionId), key, { start, end, reverse }, filter, options, signal),
    journey: ({ connectionId, key, id }) => readJourney(clientOf(connectionId), key, id),
    timeline: ({ connectionId, key, intervals }, { signal }) =>
      readTimeline(clientOf(connectionId), key, intervals, signal),
    countLag: ({ connectionId, key, group, bound }, { signal }) =>
      countLag(clientOf(connectionId), key, group, bound, signal),
    tail: async function* ({ connectionId, keys, filter, decode }, { signal }) {
      const feed = feeds.create();
      try {
        const condition = await EntryCondition.open(filter);
        const tail = new StreamTail(connections.get(connectionId), feed, keys, condition);
        tail.decode(decode);
        tails.set(feed.id, tail);
        try {
          yield* tail.changes.states(() => tail.state(), signal, TAIL_STATE_EVERY_MS);
        } finally {
          tails.delete(feed.id);
          tail.close();
        }
      } finally {
        feeds.remove(feed);
      }
    },
    decodeTail: ({ feedId, decode }) => {
      const tail = tails.get(feedId);
      if (!tail) throw new MillraceError('not-found', 'This tail has ended.');
      tail.decode(decode);
    },
    exportEntries: ({ connectionId, ...request }, { signal }) =>
      exportEntries(clientOf(connectionId), request, signal),
  };
}

export function pendingHandlers(connections: Connections): EngineHandlers['pending'] {
  const clientOf = (connectionId: string) => connections.get(connectionId).client;
  return {
    page: ({ connectionId, ...request }) => readPendingPage(clientOf(connectionId), request),
    sorted: ({ connectionId, ...request }, { signal }) =>
      readSortedPending(clientOf(connectionId), request, signal),
    survey: ({ connectionId, key, group }, { signal }) =>
      surveyPending(clientOf(connectionId), key, group, signal),
  };
}

export function streamActionHandlers(
  connections: Connections,
  jobs: PageJobs,
): EngineHandlers['streamActions'] {
  return {
    preview: ({ connectionId, action }) => previewAction(connections.get(connectionId).client, action),
    apply: ({ connectionId, action, jobId }, { page, signal }) =>
      jobs.follow({ pageId: page.id, jobId, signal }, () => {
        const job = new ActionJob();
        // One live client from begin to end: an action that was cut off is not continued on the next connection as if nothing had been.
        void applyAction(connections.get(connectionId).client, action, job);
        return job;
      }),
  };
}
