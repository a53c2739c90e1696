import { contract, type EngineHandlers } from '#shared/contract/index.ts';
import type { Channel } from '#shared/rpc/channel.ts';
import { RpcServer } from '#shared/rpc/server.ts';
import { Connections } from './connections/connections.ts';
import type { NamedTarget } from './connections/environment.ts';
import { Profiles } from './connections/profiles.ts';
import { ConsoleHistory } from './console/console-history.ts';
import { Consoles } from './console/consoles.ts';
import { Feeds } from './feeds/feeds.ts';
import { appHandlers } from './handlers/app.ts';
import { composeHandlers } from './handlers/compose.ts';
import { connectionHandlers } from './handlers/connections.ts';
import { consoleHandlers } from './handlers/console.ts';
import { feedHandlers } from './handlers/feeds.ts';
import { jobHandlers } from './handlers/jobs.ts';
import { keyActionHandlers, keyHandlers } from './handlers/keys.ts';
import { lessonHandlers } from './handlers/lessons.ts';
import { openedHandlers } from './handlers/opened.ts';
import { notificationHandlers } from './handlers/notifications.ts';
import { measureHandlers } from './handlers/measure.ts';
import { pageHandlers } from './handlers/page.ts';
import { pipelineHandlers } from './handlers/pipelines.ts';
import { publishFileHandlers, uploadHandlers } from './handlers/publish-file.ts';
import { pubsubHandlers } from './handlers/pubsub.ts';
import { queueActionHandlers, queueHandlers } from './handlers/queues.ts';
import { recogniseHandlers } from './handlers/recognise.ts';
import { recordingHandlers } from './handlers/recordings.ts';
import { pendingHandlers, streamActionHandlers, streamHandlers } from './handlers/streams.ts';
import { subscriberHandlers } from './handlers/subscribers.ts';
import { runHistoryHandlers } from './handlers/run-history.ts';
import { seriesHandlers } from './handlers/series.ts';
import { BorrowedSecretStore, type HostServices } from './host-services.ts';
import { PageJobs } from './jobs/page-jobs.ts';
import { KeyWalks } from './keys/key-walks.ts';
import { Notifications } from './notifications/notifications.ts';
import { OpenRequests, type OpenRequest } from './open-requests.ts';
import { Composer } from './pipelines/compose/composer.ts';
import type { ReadyServer } from './pipelines/supervise/resumption.ts';

import { PipelineService } from './pipelines/supervise/service.ts';
import { serverText } from './connections/server-text.ts';
import { KeptSubscriptions } from './pubsub/kept-subscriptions.ts';
import { PubSubSessions } from './pubsub/sessions.ts';
import { Recognition } from './recognise/recognition.ts';
import { Recordings } from './recordings/recordings.ts';
import { PageMemory } from './settings/page-memory.ts';
import { SettingsStore } from './settings/settings-store.ts';
import { Uploads } from './uploads/uploads.ts';

export interface EngineOptions {
  /** A server named at the start: it is opened instead of searching for one. */
  redis?: NamedTarget | undefined;
  /** Checks what handlers return: on in development and tests. */
  validateOutputs?: boolean;
  log?: (message: string, error?: unknown) => void;
}

/** The heart of Millrace, the same under every host: it owns connections, feeds and pipelines, and serves pages. */
export interface Engine {
  /** Serves one page. With `authenticate`, its hello must carry what that accepts. */
  serve(channel: Channel, options?: { authenticate?: (token: unknown) => boolean }): void;
  /** A person opened something outside of the page; the next page shows it. */
  open(request: OpenRequest): void;
  close(): Promise<void>;
}

const ENFORCE_TOTAL_EVERY_MS = 1_000;

export async function startEngine(host: HostServices, options: EngineOptions = {}): Promise<Engine> {
  const log = options.log ?? (() => {});
  const store = await SettingsStore.open(host.settingsFolder);
  const secrets = store.folderReadOnly === null ? host.secrets : new BorrowedSecretStore(host.secrets);
  const profiles = await Profiles.load(store, secrets);
  const connections = new Connections(profiles);
  const feeds = new Feeds(ringBounds(store));
  store.changes.subscribe(() => feeds.rebound(ringBounds(store)));
  const kept = await KeptSubscriptions.open({
    settingsFolder: host.settingsFolder,
    readOnly: store.folderReadOnly,
    log,
  });
  const memory = await PageMemory.open({
    settingsFolder: host.settingsFolder,
    readOnly: store.folderReadOnly,
    log,
  });
  const sessions = new PubSubSessions(feeds, kept);
  const recordings = new Recordings(host.settingsFolder, store.folderReadOnly);
  const notifications = new Notifications(sessions, store);
  const uploads = new Uploads();
  const jobs = new PageJobs();
  const history = await ConsoleHistory.open({
    settingsFolder: host.settingsFolder,
    readOnly: store.folderReadOnly,
    log,
  });
  const consoles = new Consoles(connections, feeds, history);
  const userAgent = `Millrace/${host.version} (Redis event explorer)`;
  const access = (connectionId: string) => connections.get(connectionId).access();
  const pipelines = await PipelineService.open({
    settingsFolder: host.settingsFolder,
    readOnly: store.folderReadOnly,
    log,
    userAgent,
    access,
    isSandbox: connectionId => connections.isSandbox(connectionId),
    connectionName: connectionId => profiles.get(connectionId).name,
    ended: end => host.pipelineEnded?.(end),
  });

  pipelines.changes.subscribe(() => host.pipelinesRunning?.(pipelines.running));
  tellTheme(host, store);

  const opened = new OpenRequests({
    keepPipeline: (name, text) => pipelines.save(undefined, name, text, true),
    keepRecording: (source, name) => recordings.import(source, name),
  });

  const walks = new KeyWalks();
  const recognition = new Recognition();
  const handlers: EngineHandlers = {
    app: appHandlers(host, store),
    connections: connectionHandlers(connections, profiles),
    feeds: feedHandlers(feeds, sessions),
    pipelines: pipelineHandlers(pipelines),
    runHistory: runHistoryHandlers(pipelines),
    compose: composeHandlers(
      new Composer({ documents: pipelines.documents, history: pipelines.history, userAgent, access }),
      pipelines,
    ),
    pubsub: pubsubHandlers({ connections, sessions, kept, notifications, jobs }),
    recordings: recordingHandlers({ host, connections, feeds, sessions, recordings, uploads, jobs }),
    notifications: notificationHandlers(connections, notifications),
    subscribers: subscriberHandlers(connections, sessions),
    lessons: lessonHandlers(connections),
    streams: streamHandlers(connections, feeds),
    pending: pendingHandlers(connections),
    streamActions: streamActionHandlers(connections, jobs),
    keys: keyHandlers({ connections, notifications, pipelines, walks }),
    keyActions: keyActionHandlers(connections, jobs),
    series: seriesHandlers(connections),
    measure: measureHandlers(connections, sessions),
    uploads: uploadHandlers(uploads),
    publishFile: publishFileHandlers(connections, uploads, jobs, name => recordings.path(name)),
    jobs: jobHandlers(jobs),
    console: consoleHandlers(consoles),
    queues: queueHandlers(connections, recognition, walks),
    queueActions: queueActionHandlers(connections, jobs),
    recognise: recogniseHandlers(connections, sessions, feeds, walks, recognition),
    opened: openedHandlers(opened),
    page: pageHandlers(memory),
  };
  const server = new RpcServer(contract, handlers, {
    engine: crypto.randomUUID(),
    validateOutputs: options.validateOutputs ?? false,
    onPageEnd: page => {
      void uploads.endPage(page.id);
      consoles.endPage(page.id);
    },
    onInternalError: (method, error) => log(`${method} failed`, error),
  });
  const housekeeping = setInterval(() => feeds.enforceTotal(), ENFORCE_TOTAL_EVERY_MS);

  if (options.redis) {
    await connections.openNamed(options.redis.variable, options.redis.target, options.redis.password);
  } else if (store.profiles.length > 0) {
    await connections.reopen();
  } else {
    connections.firstRun().catch((error: unknown) => log('the first search for a server failed', error));
  }

  pipelines.resume(() => readyServers(connections), connections.changes);

  return {
    serve: (channel, serveOptions) => server.serve(channel, serveOptions),
    open: request => void opened.open(request),
    async close() {
      clearInterval(housekeeping);
      server.close('Millrace ends');
      await uploads.close();
      await Promise.all([kept.close(), history.close(), memory.close()]);
      await Promise.all([pipelines.close(), notifications.close(), recordings.close()]);
      await connections.shutdown();
      await store.close();
    },
  };
}

function readyServers(connections: Connections): ReadyServer[] {
  return connections
    .overview()
    .open.filter(({ state }) => state.state === 'ready')
    .map(({ profileId }) => ({
      connectionId: profileId,
      server: serverText(connections.get(profileId).target),
      isSandbox: connections.isSandbox(profileId),
    }));
}

function tellTheme(host: HostServices, store: SettingsStore): void {
  let told: string | undefined;
  const tell = () => {
    const { theme } = store.settings;
    if (theme !== told) host.themeChanged?.(theme);
    told = theme;
  };
  tell();
  store.changes.subscribe(tell);
}

function ringBounds({ settings }: SettingsStore) {
  return { maxRows: settings.feedMaxRows, maxBytes: settings.feedMaxBytes };
}
