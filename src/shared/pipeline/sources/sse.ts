import { z } from 'zod';
import { httpUrl } from '../fields.ts';
import { named } from '../place.ts';
import { strict } from '../strict.ts';
import { sourceKind } from './source-kind.ts';

const schema = strict({
  type: z.literal('sse'),
  url: httpUrl,
  headers: z.record(z.string(), z.string()).optional(),
});

/** Server-sent events; a restart goes on from the last event id. */
export const sse = sourceKind({
  schema,
  hearsOthers: false,
  hasPosition: true,
  waits: true,
  startsOver: false,
  hasReplay: true,
  positionName: 'sse',
  partitions: () => ['sse'],
  text: ({ url }) => url,
  looking: ({ url }) => ({ nothingYet: `${url} has sent no event yet.`, reads: `Reads ${url}.` }),
  // All of it: what it sends away stands behind the host.
  reads: ({ url }) => [named('eventSource', new URL(url).href)],
  stronger: (_, { isDeduped }) =>
    isDeduped
      ? null
      : {
          text: 'Where not every event has an id, add "dedupe" by a field that tells events apart.',
          path: ['dedupe'],
        },
  notes: (_, { isDeduped }) =>
    isDeduped ? [] : ['an event without an id of its own may count again after a cut'],
});
