import type { contract } from '#shared/contract/index.ts';
import type { StreamNames } from '#shared/rpc/define.ts';
import type { StreamName } from './method-names.ts';

/**
 * The streams of the contract; all else is a query. The compiler compares the list with the contract, which the page does not read when it
 * runs: its schemas would be made before anything is drawn, and the engine checks what it is asked.
 */
const names = {
  'app.status': true,
  'app.settings': true,
  'connections.watch': true,
  'connections.discover': true,
  'feeds.view': true,
  'pubsub.watch': true,
  'pubsub.publishMany': true,
  'recordings.watch': true,
  'recordings.export': true,
  'lessons.atMostOnce': true,
  'streams.list': true,
  'streams.count': true,
  'streams.watch': true,
  'streams.scan': true,
  'streams.countLag': true,
  'streams.tail': true,
  'streams.exportEntries': true,
  'pending.survey': true,
  'streamActions.apply': true,
  'keys.walk': true,
  'keys.watch': true,
  'keyActions.apply': true,
  'queues.list': true,
  'queues.search': true,
  'queueActions.apply': true,
  'pipelines.watch': true,
  'pipelines.run': true,
  'pipelines.flow': true,
  'compose.sample': true,
  'compose.dryRun': true,
  'runHistory.watch': true,
  'publishFile.check': true,
  'publishFile.run': true,
  'measure.watch': true,
  'console.listen': true,
  'opened.waiting': true,
} satisfies Record<StreamName, true>;

export const streamNames: StreamNames<typeof contract> = new Set(Object.keys(names));
