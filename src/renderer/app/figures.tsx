import { useActiveConnection } from '../lib/active-connection.ts';
import { useStreamPart } from '../lib/engine.ts';
import { formatShort } from '../lib/format/numbers.ts';

/** "2 on": pipelines that run on the shown connection; nothing while none does. */
export function PipelinesFigure(): string | null {
  const active = useActiveConnection();
  const shown = active?.profile.id;
  const running = useStreamPart(
    'pipelines.watch',
    undefined,
    ({ item }) =>
      item?.filter(({ state, connectionId }) => state === 'running' && connectionId === shown).length ?? 0,
  );
  return running > 0 ? `${running} on` : null;
}

/** "1.2k/s": what the active connection's pub/sub session hears; nothing while it hears nothing. */
export function PubSubFigure(): string | null {
  const active = useActiveConnection();
  return useStreamPart('pubsub.watch', active ? { connectionId: active.profile.id } : 'off', ({ item }) =>
    item && item.total.messagesPerSecond > 0 ? `${formatShort(item.total.messagesPerSecond)}/s` : null,
  );
}

/** "14": streams of the shown connection; nothing while that is not known. */
export function StreamsFigure(): string | null {
  const active = useActiveConnection();
  return useStreamPart(
    'streams.count',
    active ? { connectionId: active.profile.id } : 'off',
    ({ item, stale }) => (item && item.count !== null && !stale ? formatShort(item.count) : null),
  );
}
