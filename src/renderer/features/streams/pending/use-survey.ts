import { useCallback, useEffect, useState } from 'react';
import type { PendingSurvey } from '#shared/contract/pending.ts';
import { useEngine } from '../../../lib/engine.ts';
import { keepEqual } from '../../../lib/keep-equal.ts';
import { pageShown } from '../../../lib/page-shown.ts';
import { askEvery } from '../../../lib/ask-every.ts';

/** A list of up to this many is counted again by itself; a longer one when asked, or after an action. */
const SMALL = 20_000;
const EVERY_MS = 3_000;

export interface SurveyState {
  survey: PendingSurvey | null;
  /** Counts anew. */
  again: () => void;
}

/** The counts over all pending entries of a group, from a walk through them. */
export function useSurvey(connectionId: string, key: Uint8Array, group: Uint8Array | null): SurveyState {
  const client = useEngine();
  const [survey, setSurvey] = useState<PendingSurvey | null>(null);
  const [round, setRound] = useState(0);
  const place = `${key.join()} ${group?.join() ?? ''}`;
  useEffect(() => {
    if (!client || group === null) return;
    const ended = new AbortController();
    let isLarge = false;
    const walk = async (isFirst: boolean) => {
      await pageShown(ended.signal);
      let last: PendingSurvey | undefined;
      for await (const frame of client.pending.survey(
        { connectionId, key, group },
        { signal: ended.signal },
      )) {
        last = frame;
        // The counts before stay until the new ones are whole: bars that shrink and grow tell nothing.
        if (isFirst || frame.finished) setSurvey(before => keepEqual(before, frame));
      }
      isLarge = last !== undefined && last.total > SMALL;
      return last;
    };
    // Where the group or the connection is away, the screen says so, and the counts stay as they were.
    const first = walk(round === 0).catch(() => undefined);
    const stop = askEvery(EVERY_MS, async () => (await first, isLarge ? undefined : walk(false)));
    return () => {
      ended.abort();
      stop();
    };
    // oxlint-disable-next-line react/exhaustive-deps -- bytes are the same when their text is
  }, [client, connectionId, place, round]);
  return { survey, again: useCallback(() => setRound(before => before + 1), []) };
}
