import { useCallback, useEffect, useRef, useState } from 'react';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { asError } from '../../../lib/engine.ts';

/** Something that takes a while: how far it is, and how it ended. */
export interface LongWork<P> {
  progress: P | null;
  isRunning: boolean;
  error: MillraceError | null;
  /** Begins it; what was running is stopped. */
  run: (work: (signal: AbortSignal, onProgress: (progress: P) => void) => Promise<void>) => void;
  stop: () => void;
}

/** Work with progress and Stop; it ends with its component. */
export function useLongWork<P>(): LongWork<P> {
  const [state, setState] = useState<Pick<LongWork<P>, 'progress' | 'isRunning' | 'error'>>({
    progress: null,
    isRunning: false,
    error: null,
  });
  const ended = useRef<AbortController>(null);
  useEffect(() => () => ended.current?.abort(), []);
  const run = useCallback<LongWork<P>['run']>(work => {
    ended.current?.abort();
    const mine = (ended.current = new AbortController());
    const { signal } = mine;
    setState({ progress: null, isRunning: true, error: null });
    work(signal, progress => {
      if (!signal.aborted) setState({ progress, isRunning: true, error: null });
    }).then(
      () => {
        if (!signal.aborted) setState(last => ({ ...last, isRunning: false }));
      },
      (error: unknown) => {
        if (!signal.aborted) setState({ progress: null, isRunning: false, error: asError(error) });
      },
    );
  }, []);
  const stop = useCallback(() => {
    ended.current?.abort();
    setState({ progress: null, isRunning: false, error: null });
  }, []);
  return { ...state, run, stop };
}
