import { useEffect, useRef } from 'react';
import { useStreamPart } from './engine.ts';

/**
 * Calls back each time the server of this connection is there again after it was away: what failed meanwhile says nothing of it any more.
 * Undefined watches no connection.
 */
export function useReconnected(connectionId: string | undefined, onReady: () => void): void {
  const readySince = useStreamPart('connections.watch', undefined, ({ item }) => {
    if (!item) return undefined;
    const state = item.open.find(({ profileId }) => profileId === connectionId)?.state;
    return state?.state === 'ready' ? state.since : null;
  });
  const known = useRef(readySince);
  useEffect(() => {
    const before = known.current;
    known.current = readySince;
    // How it was found at first is no change.
    if (typeof readySince === 'number' && before !== undefined && before !== readySince) onReady();
    // oxlint-disable-next-line react/exhaustive-deps -- it is called for the event, not for another callback
  }, [readySince]);
}
