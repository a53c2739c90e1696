import type { Client, Handlers } from '../rpc/define.ts';
import { app } from './app.ts';
import { compose } from './compose.ts';
import { connections } from './connections.ts';
import { console } from './console.ts';
import { feeds } from './feeds.ts';
import { jobs } from './jobs.ts';
import { keyActions } from './key-actions.ts';
import { keys } from './keys.ts';
import { lessons } from './lessons.ts';
import { notifications } from './notifications.ts';
import { measure } from './measure.ts';
import { opened } from './opened.ts';
import { page } from './page.ts';
import { pending } from './pending.ts';
import { pipelines } from './pipelines.ts';
import { publishFile } from './publish-file.ts';
import { pubsub } from './pubsub.ts';
import { queueActions } from './queue-actions.ts';
import { queues } from './queues.ts';
import { recognise } from './recognise.ts';
import { recordings } from './recordings.ts';
import { runHistory } from './run-history.ts';
import { series } from './series.ts';
import { streamActions } from './stream-actions.ts';
import { subscribers } from './subscribers.ts';
import { streams } from './streams.ts';
import { uploads } from './uploads.ts';

/** The API between page and engine. Nothing else defines it: client, handlers and validation are all inferred from it. */
export const contract = {
  app,
  connections,
  feeds,
  pubsub,
  recordings,
  notifications,
  subscribers,
  lessons,
  streams,
  pending,
  streamActions,
  keys,
  keyActions,
  queues,
  queueActions,
  pipelines,
  compose,
  runHistory,
  series,
  uploads,
  publishFile,
  measure,
  jobs,
  console,
  recognise,
  opened,
  page,
};

export type EngineClient = Client<typeof contract>;
export type EngineHandlers = Handlers<typeof contract>;
