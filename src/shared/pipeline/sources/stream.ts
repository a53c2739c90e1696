import { z } from 'zod';
import { parseDuration } from '../duration.ts';
import { duration, name, names } from '../fields.ts';
import { named } from '../place.ts';
import { strict } from '../strict.ts';
import { sourceKind } from './source-kind.ts';

/** A worker renews what it holds three times in this time, also while one event takes as long as an event may. */
const MIN_CLAIM_IDLE_MS = 1_000;

const schema = strict({
  type: z.literal('stream'),
  keys: names,
  from: z
    .string()
    .regex(/^(\$|\d+(-\d+)?)$/, {
      error: 'is not a stream position — allowed: "0", "$" or an entry id such as "1526919030474-55"',
    })
    .default('0')
    .describe('Where the first start begins: "0", "$" or an entry id.'),
  group: name.optional(),
  consumer: name.optional(),
  claimIdle: duration
    .optional()
    .describe('Take over entries that another consumer has left pending for this long.'),
  payloadField: name.optional(),
  ack: z.enum(['result', 'never']).default('result'),
  work: duration
    .optional()
    .describe('How long the processing of one entry takes, to imitate a slow consumer.'),
});

/** Entries of streams: as a consumer of a group, or without one from an id on. */
export const stream = sourceKind({
  schema,
  hearsOthers: true,
  hasPosition: true,
  isKeptInRedis: true,
  waits: true,
  startsOver: false,
  lagAs: ({ group }) => (group === undefined ? 'behind' : 'entries'),
  sharing: ({ group, consumer }) => (group === undefined ? null : { group, consumer }),
  countsDeliveries: ({ group, ack }) => group !== undefined && ack === 'result',
  withConsumer: (spec, consumer) => (spec.group === undefined ? spec : { consumer, ...spec }),
  partitions: ({ keys }) => keys,
  text: ({ keys, group }) => `${keys.join(', ')}${group === undefined ? '' : ` · group ${group}`}`,
  looking: ({ keys, group }) => ({
    nothingYet: `${keys.join(', ')} ${keys.length === 1 ? 'has' : 'have'} no entries yet.`,
    reads: `Reads ${keys.join(', ')}${group === undefined ? '.' : ` without the group ${group}: nothing is delivered to it or acknowledged.`}`,
  }),
  reads: ({ keys }) => keys.map(key => named('stream', key)),
  // The group, its consumers and what is pending lie in the stream.
  changes: ({ keys, group }) => (group === undefined ? [] : keys.map(key => named('stream', key))),
  check(spec, report) {
    if (new Set(spec.keys).size < spec.keys.length)
      report(['source', 'keys'], 'names a stream twice', 'different keys');
    for (const member of ['consumer', 'claimIdle'] as const) {
      if (spec[member] !== undefined && spec.group === undefined)
        report(['source', member], 'needs a group', '"group" beside it');
    }
    if (spec.claimIdle !== undefined && parseDuration(spec.claimIdle) < MIN_CLAIM_IDLE_MS)
      report(
        ['source', 'claimIdle'],
        'is too short: a worker that is alive could not renew in time what it holds',
        'from 1s',
      );
    if (spec.ack === 'never' && spec.group === undefined)
      report(['source', 'ack'], '"never" needs a group', '"group" beside it, or "result"');
  },
  guarantee: ({ ack }) =>
    ack === 'never' ? { level: 'at-least-once', text: 'every entry counts at least once' } : null,
  stronger: ({ ack }) =>
    ack === 'never'
      ? { text: 'Acknowledge entries: leave out "ack": "never".', path: ['source', 'ack'] }
      : null,
  notes(spec, { emitsWindows }) {
    if (spec.group === undefined) return [];
    const notes = [];
    if (emitsWindows)
      notes.push('each worker emits rows of what it has read: they are complete only with one worker');
    if (spec.consumer === undefined)
      notes.push(
        `without "consumer" what a crash leaves is taken up by the next start on the same machine${
          spec.claimIdle !== undefined && !emitsWindows ? ', or claimed' : ', and on no other'
        }`,
      );
    if (spec.ack === 'never')
      notes.push('nothing is acknowledged: every start reads all pending entries again');
    return notes;
  },
});
