import { useEffect, useState } from 'react';
import { createStore, useStore, type StoreApi } from 'zustand';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { asError, engineNow } from './engine.ts';

/** Begins work and tells how far it is, frame by frame, until its end. */
type JobWork<P> = (job: { jobId: string; signal: AbortSignal }) => AsyncIterable<P>;

/** A piece of long work as the page sees it. */
export interface Job<P> {
  /** Of the newest run, its end included; null before its first frame. */
  progress: P | null;
  /** Why it did not begin, or why nothing more is known of it. How the work itself ended is in its progress. */
  error: MillraceError | null;
  isRunning: boolean;
  /**
   * Begins it, unless it is running.
   *
   * @returns the last frame; null when there was none, or it was left
   */
  start: (work: JobWork<P>) => Promise<P | null>;
  /** Asks the engine to end it at its next step; the last frame then tells how far it came. */
  stop: () => void;
  /** Ends it without waiting for its end: nothing of it is shown any more. For work that is the page's own, too. */
  leave: () => void;
  /** Forgets how it ended. */
  reset: () => void;
}

const NOTHING = { progress: null, error: null, isRunning: false } as const;

/** A job that can be begun again and again, one run at a time. */
export function createJob<P>(): StoreApi<Job<P>> {
  let current = { jobId: '', ended: new AbortController() };
  return createStore<Job<P>>((set, get) => ({
    ...NOTHING,
    start: async work => {
      if (get().isRunning) return null;
      const mine = (current = { jobId: crypto.randomUUID(), ended: new AbortController() });
      const { signal } = mine.ended;
      set({ ...NOTHING, isRunning: true });
      let last: P | null = null;
      let error: MillraceError | null = null;
      try {
        for await (const progress of work({ jobId: mine.jobId, signal })) {
          if (signal.aborted) break;
          set({ progress: (last = progress) });
        }
      } catch (thrown) {
        error = asError(thrown);
      }
      if (signal.aborted) return null;
      set({ error, isRunning: false });
      return last;
    },
    stop: () => {
      // Where the engine is away there is nothing to stop: the job ended with it.
      if (get().isRunning)
        engineNow()
          .jobs.stop({ jobId: current.jobId })
          .catch(() => {});
    },
    leave: () => {
      current.ended.abort();
      set(NOTHING);
    },
    reset: () => set({ progress: null, error: null }),
  }));
}

/** A job that ends with its component. */
export function useJob<P>(): Job<P> {
  const [job] = useState(() => createJob<P>());
  useEffect(() => () => job.getState().leave(), [job]);
  return useStore(job);
}

const kept = new Map<string, unknown>();

/** A job that the page keeps under a name: it goes on while other screens are shown, and ends with the page. */
export function useKeptJob<P>(name: string): Job<P> {
  let job = kept.get(name) as StoreApi<Job<P>> | undefined;
  if (!job) kept.set(name, (job = createJob<P>()));
  return useStore(job);
}
