import type { EngineHandlers } from '#shared/contract/index.ts';
import type { Connections } from '../connections/connections.ts';
import type { Feeds } from '../feeds/feeds.ts';
import type { KeyWalks } from '../keys/key-walks.ts';
import { samplesOf } from '../keys/prefix-summary.ts';
import type { PubSubSessions } from '../pubsub/sessions.ts';
import { recognisers } from '../recognise/recognisers.ts';
import type { Recognition } from '../recognise/recognition.ts';

/** Keys that are looked at for whose a prefix is. */
const SAMPLE = 20;

export function recogniseHandlers(
  connections: Connections,
  sessions: PubSubSessions,
  feeds: Feeds,
  walks: KeyWalks,
  recognition: Recognition,
): EngineHandlers['recognise'] {
  return {
    frameworks: () => recognisers.map(({ framework }) => framework).sort((a, b) => a.localeCompare(b)),
    server: ({ connectionId }) => recognition.server(connections.get(connectionId)),
    streams: ({ connectionId, keys }) => recognition.streams(connections.get(connectionId), keys),
    keys: ({ connectionId, keys }) => recognition.keys(connections.get(connectionId), keys),
    prefixes: ({ connectionId, walkId, prefixes }) => {
      const connection = connections.get(connectionId);
      const walk = walks.get(walkId);
      return Promise.all(
        prefixes.map(prefix =>
          recognition.prefix(connection, samplesOf(walk, Buffer.from(prefix).toString('latin1'), SAMPLE)),
        ),
      );
    },
    channels: ({ connectionId, names }) => {
      const connection = connections.get(connectionId);
      return recognition.channels(connection, feeds.get(sessions.of(connection).feedId), names);
    },
  };
}
