import type { EngineHandlers } from '#shared/contract/index.ts';
import type { Connections } from '../connections/connections.ts';
import type { Notifications } from '../notifications/notifications.ts';

export function notificationHandlers(
  connections: Connections,
  notifications: Notifications,
): EngineHandlers['notifications'] {
  return {
    status: ({ connectionId, probe }) => notifications.status(connections.get(connectionId), probe),
    leftover: ({ connectionId }) => notifications.leftover(connections.get(connectionId)),
    subscribe: async ({ connectionId, subscriptions, flags, change }) => {
      const wanted = subscriptions.map(({ kind, name }) => ({ kind, name: Buffer.from(name) }));
      return { change: await notifications.subscribe(connections.get(connectionId), wanted, flags, change) };
    },
    setNeeded: ({ connectionId }) => notifications.setNeeded(connections.get(connectionId)),
    putBack: ({ connectionId }) => notifications.putBack(connections.get(connectionId)),
    keep: ({ connectionId }) => notifications.keep(connections.get(connectionId)),
  };
}
