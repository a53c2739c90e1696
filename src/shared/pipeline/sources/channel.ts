import { z } from 'zod';
import { names } from '../fields.ts';
import { named, type Place } from '../place.ts';
import { strict } from '../strict.ts';
import { sourceKind } from './source-kind.ts';

const schema = strict({
  type: z.literal('channel'),
  channels: names.optional(),
  patterns: names.optional(),
  shardChannels: names.optional(),
});

const namesOf = ({ channels = [], patterns = [], shardChannels = [] }: z.output<typeof schema>) =>
  [...channels, ...patterns, ...shardChannels].join(', ');

/** Messages of channels and patterns: their sender does not wait, and nothing keeps them. */
export const channel = sourceKind({
  schema,
  hearsOthers: true,
  hasPosition: false,
  waits: false,
  startsOver: false,
  text: namesOf,
  looking: spec => ({
    nothingYet: `Nothing has been published on ${namesOf(spec)} yet.`,
    reads: `Listens on ${namesOf(spec)}.`,
  }),
  stronger: () => ({
    text: 'Read a stream instead: let the publishers append to one (XADD). A stream keeps what is sent while the connection is away.',
    path: ['source', 'type'],
  }),
  reads: ({ channels = [], patterns = [], shardChannels = [] }) => [
    ...channels.map(name => named('channel', name)),
    ...patterns.map((name): Place => ({ kind: 'channel', name, as: 'pattern' })),
    ...shardChannels.map(name => named('shardChannel', name)),
  ],
  check({ channels, patterns, shardChannels }, report) {
    if (!channels && !patterns && !shardChannels)
      report(
        ['source'],
        'names nothing to subscribe to',
        'at least one of channels, patterns, shardChannels',
      );
  },
});
