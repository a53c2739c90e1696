import { useCallback, useEffect, useRef, useState } from 'react';
import type { Condition } from '#shared/contract/condition.ts';
import type { JobRow, JobState, QueueId } from '#shared/contract/queues.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { asError, engineNow } from '../../../lib/engine.ts';

const WANTED = 200;

export interface JobSearch {
  jobs: readonly JobRow[];
  looked: number;
  total: number;
  failed: number;
  failure: string | null;
  isRunning: boolean;
  /** There is more to look at. */
  next: number | null;
  error: MillraceError | null;
  stop: () => void;
  /** Looks on from where it ended. */
  goOn: () => void;
}

const NOTHING = {
  jobs: [] as readonly JobRow[],
  looked: 0,
  total: 0,
  failed: 0,
  failure: null as string | null,
  next: 0 as number | null,
};

/** Searches the jobs of a state for those that match, two hundred matches at a time. Null searches nothing. */
export function useJobSearch(
  address: QueueId & { connectionId: string; state: JobState },
  condition: Condition | null,
): JobSearch {
  const [found, setFound] = useState(NOTHING);
  const [isRunning, setIsRunning] = useState(false);
  const [error, setError] = useState<MillraceError | null>(null);
  const running = useRef<AbortController | null>(null);
  const key = JSON.stringify([address, condition]);

  const search = useCallback(
    async (before: typeof NOTHING) => {
      if (condition === null || before.next === null) return;
      running.current?.abort();
      const ended = new AbortController();
      running.current = ended;
      setIsRunning(true);
      setError(null);
      let now = before;
      try {
        const input = { ...address, condition, from: before.next, wanted: WANTED };
        for await (const frame of engineNow().queues.search(input, { signal: ended.signal })) {
          if (ended.signal.aborted) return;
          now = {
            jobs: [...now.jobs, ...frame.jobs],
            looked: before.looked + frame.looked,
            total: frame.total,
            failed: before.failed + frame.failed,
            failure: before.failure ?? frame.failure,
            next: frame.next,
          };
          setFound(now);
        }
      } catch (thrown) {
        if (!ended.signal.aborted) setError(asError(thrown));
      }
      if (running.current === ended) setIsRunning(false);
    },
    // oxlint-disable-next-line react/exhaustive-deps -- an address and a condition are the same when their JSON is
    [key],
  );
  useEffect(() => {
    setFound(NOTHING);
    setIsRunning(false);
    setError(null);
    void search(NOTHING);
    return () => running.current?.abort();
  }, [search]);

  return {
    ...found,
    isRunning,
    error,
    stop: () => {
      running.current?.abort();
      setIsRunning(false);
    },
    goOn: () => void search(found),
  };
}
