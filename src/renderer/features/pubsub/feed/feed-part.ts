import { useMemo, useState } from 'react';
import { create } from 'zustand';
import type { FeedFilter, FeedPart } from '#shared/contract/feeds.ts';

interface ClearedStore {
  /** By feed, the first message that is shown again. */
  from: Readonly<Record<string, number>>;
  set: (feedId: string, from: number) => void;
}

/** What a person cleared from their view of a feed. It outlives a look at another screen; other windows and a reload show all. */
const useCleared = create<ClearedStore>(set => ({
  from: {},
  set: (feedId, from) => set(state => ({ from: { ...state.from, [feedId]: from } })),
}));

export interface FeedPartControl {
  part: FeedPart;
  isCleared: boolean;
  paused: boolean;
  /** The table itself stands still; a part that has an end need not. */
  holds: boolean;
  pause: (paused: boolean) => void;
  clear: () => void;
  showAll: () => void;
}

/**
 * Which part of the feed is shown: what came since it was cleared, and, where the filter changed during a pause, what came before the pause.
 *
 * @param nextSeq the number that the next message gets, as far as this page knows
 */
export function useFeedPart(
  feedId: string,
  filter: FeedFilter | null,
  nextSeq: () => number,
): FeedPartControl {
  const from = useCleared(cleared => cleared.from[feedId]) ?? 0;
  const setCleared = useCleared(cleared => cleared.set);
  const [pausedAt, setPausedAt] = useState<number | null>(null);
  // Positions belong to a filter: under another one the rows of the pause are looked for anew, up to where it began.
  const [pausedWith, setPausedWith] = useState(filter);
  const until = pausedAt !== null && pausedWith !== filter ? pausedAt : null;
  const part = useMemo(() => ({ from, until }), [from, until]);
  return {
    part,
    isCleared: from > 0,
    paused: pausedAt !== null,
    holds: pausedAt !== null && until === null,
    pause: paused => {
      setPausedAt(paused ? nextSeq() : null);
      setPausedWith(filter);
    },
    clear: () => setCleared(feedId, nextSeq()),
    showAll: () => setCleared(feedId, 0),
  };
}
