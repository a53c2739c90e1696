import type { EngineHandlers } from '#shared/contract/index.ts';
import type { Connection } from '../connections/connection.ts';
import type { Connections } from '../connections/connections.ts';
import type { PubSubSessions } from '../pubsub/sessions.ts';
import { SubscriberHealth } from '../pubsub/subscriber-list.ts';

export function subscriberHandlers(
  connections: Connections,
  sessions: PubSubSessions,
): EngineHandlers['subscribers'] {
  const known = new WeakMap<Connection, SubscriberHealth>();
  const healthOf = (connection: Connection) => {
    let health = known.get(connection);
    if (!health) known.set(connection, (health = new SubscriberHealth(connection)));
    return health;
  };
  return {
    list: ({ connectionId }) => {
      const connection = connections.get(connectionId);
      return healthOf(connection).read(sessions.of(connection).clientIds);
    },
    own: ({ connectionId }) => {
      const connection = connections.get(connectionId);
      return healthOf(connection).readOwn(sessions.of(connection).clientIds);
    },
  };
}
