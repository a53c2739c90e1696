import { z } from 'zod';
import { globMatches } from '../../redis/glob.ts';
import { names } from '../fields.ts';
import { strict } from '../strict.ts';
import { sourceKind } from './source-kind.ts';

const schema = strict({
  type: z.literal('channel'),
  channels: names.optional(),
  patterns: names.optional(),
  shardChannels: names.optional(),
});

const bytes = (text: string) => new TextEncoder().encode(text);

const named = ({ channels = [], patterns = [], shardChannels = [] }: z.output<typeof schema>) =>
  [...channels, ...patterns, ...shardChannels].join(', ');

/** Messages of channels and patterns: their sender does not wait, and nothing keeps them. */
export const channel = sourceKind({
  schema,
  hearsOthers: true,
  hasPosition: false,
  waits: false,
  startsOver: false,
  text: named,
  looking: spec => ({
    nothingYet: `Nothing has been published on ${named(spec)} yet.`,
    reads: `Listens on ${named(spec)}.`,
  }),
  stronger: () => ({
    text: 'Read a stream instead: let the publishers append to one (XADD). A stream keeps what is sent while the connection is away.',
    place: ['source', 'type'],
  }),
  touches: spec => ({ channels: [named(spec)] }),
  hears: ({ channels = [], shardChannels = [], patterns = [] }, { member, name }) =>
    member === 'channel' &&
    (channels.includes(name) ||
      shardChannels.includes(name) ||
      patterns.some(pattern => globMatches(bytes(pattern), bytes(name)))),
  check({ channels, patterns, shardChannels }, report) {
    if (!channels && !patterns && !shardChannels)
      report(
        ['source'],
        'names nothing to subscribe to',
        'at least one of channels, patterns, shardChannels',
      );
  },
});
