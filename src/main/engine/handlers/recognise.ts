import type { EngineHandlers } from '#shared/contract/index.ts';
import type { Connections } from '../connections/connections.ts';
import type { Feeds } from '../feeds/feeds.ts';
import type { PubSubSessions } from '../pubsub/sessions.ts';
import { Recognition } from '../recognise/recognition.ts';

export function recogniseHandlers(
  connections: Connections,
  sessions: PubSubSessions,
  feeds: Feeds,
): EngineHandlers['recognise'] {
  const recognition = new Recognition();
  return {
    streams: ({ connectionId, keys }) => recognition.streams(connections.get(connectionId), keys),
    channels: ({ connectionId, names }) => {
      const connection = connections.get(connectionId);
      return recognition.channels(connection, feeds.get(sessions.of(connection).feedId), names);
    },
  };
}
