import type { EngineHandlers } from '#shared/contract/index.ts';
import type { Connections } from '../connections/connections.ts';
import type { PubSubSessions } from '../pubsub/sessions.ts';

const STATE_EVERY_MS = 100;

export function pubsubHandlers(connections: Connections, sessions: PubSubSessions): EngineHandlers['pubsub'] {
  const sessionOf = (connectionId: string) => sessions.of(connections.get(connectionId));
  return {
    watch: ({ connectionId }, { signal }) => {
      const session = sessionOf(connectionId);
      return session.changes.states(() => session.state(), signal, STATE_EVERY_MS);
    },
    subscribe: ({ connectionId, kind, name }) =>
      sessionOf(connectionId).subscribe({ kind, name: Buffer.from(name) }),
    unsubscribe: ({ connectionId, kind, name }) =>
      sessionOf(connectionId).unsubscribe({ kind, name: Buffer.from(name) }),
    publish: async ({ connectionId, channel, payload }) => ({
      receivers: await sessionOf(connectionId).publish(Buffer.from(channel), Buffer.from(payload)),
    }),
  };
}
