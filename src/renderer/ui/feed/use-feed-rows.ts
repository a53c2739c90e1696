import { useEffect, useRef, useState } from 'react';
import type { Look } from '#shared/contract/decoding.ts';
import { wholeFeed, type FeedFilter, type FeedPart, type FeedSort } from '#shared/contract/feeds.ts';
import type { ErrorCode } from '#shared/rpc/errors.ts';
import { asError, useEngine } from '../../lib/engine.ts';
import { whileShown } from '../../lib/page-shown.ts';
import { FeedRowSource, type FeedRows } from './feed-row-source.ts';

const AGAIN_AFTER_MS = 1_000;
/** Trying the same filter again would only end the same way. */
const endsFilter: ReadonlySet<ErrorCode> = new Set(['bad-input', 'timeout', 'too-large']);

interface FeedRowsOptions {
  /** The same object as long as it is the same filter; another one makes another source. */
  filter?: FeedFilter | null;
  /** The same object as long as it is the same order; another one makes another source. */
  sort?: FeedSort | null;
  /** The same object as long as it is the same part; another one makes another source. */
  part?: FeedPart;
  /** How payloads are shown; null shows them as they came. Another one is shown in the same view. */
  look?: Look | null;
}

/** The rows of a feed for a grid, through a viewport of its own. A reconnect begins it again where it stood. */
export function useFeedRows<Row>(
  feedId: string,
  rows: FeedRows<Row>,
  { filter = null, sort = null, part = wholeFeed, look = null }: FeedRowsOptions = {},
): FeedRowSource<Row> {
  const client = useEngine();
  const [view, setView] = useState(() => ({ feedId, filter, sort, part, source: new FeedRowSource(rows) }));
  if (view.feedId !== feedId || view.filter !== filter || view.sort !== sort || view.part !== part)
    setView({ feedId, filter, sort, part, source: new FeedRowSource(rows) });
  const shown = useRef<{ look: Look | null; show: (look: Look) => void }>({ look, show: () => {} });

  useEffect(() => {
    if (shown.current.look === look) return;
    shown.current.look = look;
    if (look) shown.current.show(look);
  }, [look]);

  useEffect(() => {
    if (!client) return;
    const { source } = view;
    const current = shown.current;
    const viewId = crypto.randomUUID();
    const ended = new AbortController();
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const { signal } = ended;
    // The view itself ends with the reason if it cannot go on.
    const detach = source.attach(viewport => {
      client.feeds.scroll({ viewId, viewport }, { signal }).catch(() => {});
    });
    current.show = next => {
      client.feeds.look({ viewId, look: next }, { signal }).catch(() => {});
    };
    const read = async () => {
      try {
        const { feedId, filter, sort, part } = view;
        const frames = client.feeds.view(
          { feedId, viewId, viewport: source.viewport, filter, sort, part, look: current.look },
          { signal },
        );
        for await (const frame of whileShown(frames, signal)) source.accept(frame);
      } catch (thrown) {
        const error = asError(thrown);
        if (signal.aborted || error.code === 'disconnected') return;
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
      current.show = () => {};
    };
  }, [client, view]);

  return view.source;
}
