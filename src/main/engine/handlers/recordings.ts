import type { EngineHandlers } from '#shared/contract/index.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Connection } from '../connections/connection.ts';
import type { Connections } from '../connections/connections.ts';
import type { Feeds } from '../feeds/feeds.ts';
import type { HostServices } from '../host-services.ts';
import type { PageJobs } from '../jobs/page-jobs.ts';
import type { PubSubSessions } from '../pubsub/sessions.ts';
import type { Recordings } from '../recordings/recordings.ts';
import type { Uploads } from '../uploads/uploads.ts';

const STATE_EVERY_MS = 250;

interface Services {
  host: Pick<HostServices, 'showFile'>;
  connections: Connections;
  feeds: Feeds;
  sessions: PubSubSessions;
  recordings: Recordings;
  uploads: Uploads;
  jobs: PageJobs;
}

export function recordingHandlers(services: Services): EngineHandlers['recordings'] {
  const { host, connections, feeds, sessions, recordings, uploads, jobs } = services;
  const watched = new WeakSet<Connection>();
  /** Its recording ends with it. */
  const watchClosing = (connection: Connection, connectionId: string) => {
    if (watched.has(connection)) return;
    watched.add(connection);
    const unsubscribe = connection.changes.subscribe(() => {
      if (connection.state.state !== 'closed') return;
      unsubscribe();
      void recordings.stopOf(connectionId);
    });
  };
  return {
    async *watch(_, { signal }) {
      await recordings.refresh();
      yield* recordings.changes.states(() => recordings.state(), signal, STATE_EVERY_MS);
    },
    start: async ({ connectionId, name }) => {
      const connection = connections.get(connectionId);
      const feed = feeds.get(sessions.of(connection).feedId);
      watchClosing(connection, connectionId);
      const started = await recordings.start(connectionId, feed, name);
      // It may have been closed while the file was made.
      if (connection.state.state === 'closed') await recordings.stop(started);
      return { name: started };
    },
    stop: ({ name }) => recordings.stop(name),
    export: ({ jobId, feedId, filter, name }, { page, signal }) =>
      jobs.follow({ pageId: page.id, jobId, signal }, () =>
        recordings.export(feeds.get(feedId), filter, name),
      ),
    read: ({ name, offset, length }) => recordings.read(name, offset, length),
    import: async ({ uploadId, name }, { page }) => ({
      name: await recordings.import(uploads.open(page.id, uploadId), name),
    }),
    rename: ({ name, to }) => recordings.rename(name, to),
    delete: ({ name }) => recordings.delete(name),
    showInFolder: async ({ name }) => {
      if (!host.showFile)
        throw new MillraceError('unsupported', 'Only the desktop app can show a file in its folder.');
      host.showFile(recordings.path(name));
    },
  };
}
