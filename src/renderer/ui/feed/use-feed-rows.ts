import { useEffect, useState } from 'react';
import type { FeedFilter } from '#shared/contract/feeds.ts';
import type { ErrorCode } from '#shared/rpc/errors.ts';
import { asError, useEngine } from '../../lib/engine.ts';
import { FeedRowSource, type FeedRows } from './feed-row-source.ts';

const AGAIN_AFTER_MS = 1_000;
/** Trying the same filter again would only end the same way. */
const endsFilter: ReadonlySet<ErrorCode> = new Set(['bad-input', 'timeout', 'too-large']);

/**
 * The rows of a feed for a grid, through a viewport of its own. A reconnect begins it again where it stood.
 *
 * @param filter the same object as long as it is the same filter; another one makes another source
 */
export function useFeedRows<Row>(
  feedId: string,
  rows: FeedRows<Row>,
  filter: FeedFilter | null = null,
): FeedRowSource<Row> {
  const client = useEngine();
  const [view, setView] = useState(() => ({ feedId, filter, source: new FeedRowSource(rows) }));
  if (view.feedId !== feedId || view.filter !== filter)
    setView({ feedId, filter, source: new FeedRowSource(rows) });

  useEffect(() => {
    if (!client) return;
    const { source } = view;
    const viewId = crypto.randomUUID();
    const ended = new AbortController();
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const detach = source.attach(viewport => {
      // The view itself ends with the reason if it cannot go on.
      client.feeds.scroll({ viewId, viewport }, { signal: ended.signal }).catch(() => {});
    });
    const read = async () => {
      try {
        const frames = client.feeds.view(
          { feedId: view.feedId, viewId, viewport: source.viewport, filter: view.filter },
          { signal: ended.signal },
        );
        for await (const frame of frames) source.accept(frame);
      } catch (thrown) {
        const error = asError(thrown);
        if (ended.signal.aborted || error.code === 'disconnected') return;
        source.fail(error.message);
        if (endsFilter.has(error.code)) return;
        waiting = setTimeout(() => void read(), AGAIN_AFTER_MS);
      }
    };
    void read();
    return () => {
      ended.abort();
      clearTimeout(waiting);
      detach();
    };
  }, [client, view]);

  return view.source;
}
