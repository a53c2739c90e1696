import { useEffect, useState } from 'react';
import { asError, useEngine } from '../../lib/engine.ts';
import { FeedRowSource, type FeedRows } from './feed-row-source.ts';

const AGAIN_AFTER_MS = 1_000;

/** The rows of a feed for a grid, through a viewport of its own. A reconnect begins it again where it stood. */
export function useFeedRows<Row>(feedId: string, rows: FeedRows<Row>): FeedRowSource<Row> {
  const client = useEngine();
  const [view, setView] = useState(() => ({ feedId, source: new FeedRowSource(rows) }));
  if (view.feedId !== feedId) setView({ feedId, source: new FeedRowSource(rows) });

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
          { feedId: view.feedId, viewId, viewport: source.viewport },
          { signal: ended.signal },
        );
        for await (const frame of frames) source.accept(frame);
      } catch (thrown) {
        const error = asError(thrown);
        if (ended.signal.aborted || error.code === 'disconnected') return;
        source.fail(error.message);
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
