import type { HeardBy } from '#shared/contract/feeds.ts';
import type { EngineHandlers } from '#shared/contract/index.ts';
import { parseBytesText } from '#shared/redis/text.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Connections } from '../connections/connections.ts';
import type { PageJobs } from '../jobs/page-jobs.ts';
import type { Notifications } from '../notifications/notifications.ts';
import { readChannelList } from '../pubsub/channel-list.ts';
import { checkChannel } from '../pubsub/publish.ts';
import { PublishRun } from '../pubsub/publish-run.ts';
import { openPayloadMaker, type PayloadMaker } from '../templates/templates.ts';
import { serverText } from '../connections/server-text.ts';
import type { KeptSubscriptions } from '../pubsub/kept-subscriptions.ts';
import type { PubSubSessions } from '../pubsub/sessions.ts';
import type { Wanted } from '../pubsub/subscriber.ts';

const STATE_EVERY_MS = 100;
const PREVIEW_BYTES = 2_000;

interface PubSubParts {
  connections: Connections;
  sessions: PubSubSessions;
  kept: KeptSubscriptions;
  notifications: Notifications;
  jobs: PageJobs;
}

export function pubsubHandlers(parts: PubSubParts): EngineHandlers['pubsub'] {
  const { connections, sessions, kept, notifications, jobs } = parts;
  const sessionOf = (connectionId: string) => sessions.of(connections.get(connectionId));
  return {
    watch: ({ connectionId }, { signal }) => {
      const session = sessionOf(connectionId);
      return session.changes.states(() => session.state(), signal, STATE_EVERY_MS);
    },
    subscribe: ({ connectionId, subscriptions }) =>
      sessionOf(connectionId).subscribe(subscriptions.map(wantedOf)),
    unsubscribe: async ({ connectionId, subscriptions }) => {
      await sessionOf(connectionId).unsubscribe(subscriptions.map(wantedOf));
      await notifications.left(connections.get(connectionId));
    },
    left: ({ connectionId }) =>
      kept
        .left(serverText(connections.get(connectionId).target))
        .map(({ kind, name }) => ({ kind, name: new Uint8Array(name) })),
    takeLeft: ({ connectionId, subscribe }) => {
      const server = serverText(connections.get(connectionId).target);
      const left = kept.left(server);
      kept.forget(server);
      if (!subscribe) return;
      for (const [notify, some] of Map.groupBy(left, one => one.notify))
        sessionOf(connectionId).subscribe(some, notify);
    },
    channels: ({ connectionId, search }) =>
      readChannelList(connections.get(connectionId), Buffer.from(parseBytesText(search))),
    publish: async ({ connectionId, sharded, channel, payload }) => ({
      receivers: await sessionOf(connectionId).publish(Buffer.from(channel), Buffer.from(payload), sharded),
    }),
    publishMany: (
      { connectionId, jobId, sharded, channel, template, escaped, count, perSecond },
      { page, signal },
    ) =>
      jobs.follow({ pageId: page.id, jobId, signal }, async () => {
        const target = Buffer.from(channel);
        checkChannel(target);
        const connection = connections.get(connectionId);
        const payloads = await openPayloadMaker(template, escaped);
        return new PublishRun(connection, { channel: target, sharded, payloads, count, perSecond });
      }),
    previewTemplate: async ({ template, escaped }) => {
      let maker: PayloadMaker | undefined;
      try {
        maker = await openPayloadMaker(template, escaped);
        const payload = (await maker.next(1, 1))[0]!;
        return {
          payload: new Uint8Array(payload.subarray(0, PREVIEW_BYTES)),
          size: payload.length,
          problem: null,
        };
      } catch (error) {
        if (!(error instanceof MillraceError)) throw error;
        const at = (error.detail?.at as number | null | undefined) ?? null;
        return { payload: new Uint8Array(), size: 0, problem: { message: error.message, at } };
      } finally {
        maker?.close();
      }
    },
  };
}

function wantedOf({ kind, name }: HeardBy): Wanted {
  return { kind, name: Buffer.from(name) };
}
