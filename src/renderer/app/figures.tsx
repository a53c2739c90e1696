import { useActiveConnection } from '../lib/active-connection.ts';
import { useStream } from '../lib/engine.ts';
import { formatShort } from '../lib/format/numbers.ts';

/** "2 on": pipelines that run on the shown connection; nothing while none does. */
export function PipelinesFigure(): string | null {
  const active = useActiveConnection();
  const { item } = useStream('pipelines.watch', undefined);
  const running =
    item?.filter(({ state, connectionId }) => state === 'running' && connectionId === active?.profile.id)
      .length ?? 0;
  return running > 0 ? `${running} on` : null;
}

/** "1.2k/s": what the active connection's pub/sub session hears; nothing while it hears nothing. */
export function PubSubFigure(): string | null {
  const active = useActiveConnection();
  const { item } = useStream('pubsub.watch', active ? { connectionId: active.profile.id } : 'off');
  return item && item.total.messagesPerSecond > 0 ? `${formatShort(item.total.messagesPerSecond)}/s` : null;
}

/** "14": streams of the shown connection; nothing while that is not known. */
export function StreamsFigure(): string | null {
  const active = useActiveConnection();
  const { item, stale } = useStream('streams.count', active ? { connectionId: active.profile.id } : 'off');
  return item && item.count !== null && !stale ? formatShort(item.count) : null;
}
