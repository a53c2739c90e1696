import type { EngineHandlers } from '#shared/contract/index.ts';
import { parseBytesText } from '#shared/redis/text.ts';
import type { Connections } from '../connections/connections.ts';
import type { PubSubSessions } from '../pubsub/sessions.ts';

const STATE_EVERY_MS = 900;

export function measureHandlers(
  connections: Connections,
  sessions: PubSubSessions,
): EngineHandlers['measure'] {
  const sessionOf = (connectionId: string) => sessions.of(connections.get(connectionId));
  return {
    watch: ({ connectionId, seconds, top, picked }, { signal }) => {
      const { changes, measure } = sessionOf(connectionId);
      const names = picked.map(name => Buffer.from(parseBytesText(name)));
      measure.name(names);
      return changes.states(() => measure.read({ seconds, top, picked: names }), signal, STATE_EVERY_MS);
    },
    reset: ({ connectionId }) => {
      const { changes, measure } = sessionOf(connectionId);
      measure.reset();
      changes.notify();
    },
    setLatency: ({ connectionId, channel, field }) => {
      const { changes, measure } = sessionOf(connectionId);
      measure.setLatency(channel && Buffer.from(channel), field);
      changes.notify();
    },
  };
}
