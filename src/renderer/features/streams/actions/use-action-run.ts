import { useCallback, useEffect, useRef, useState } from 'react';
import type { ActionProgress } from '#shared/contract/stream-actions.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { asError, engineNow } from '../../../lib/engine.ts';
import type { InputOf } from '../../../lib/method-names.ts';

export type StreamActionInput = InputOf<'streamActions.preview'>['action'];

export interface ActionRun {
  /** Null before it was begun. */
  progress: ActionProgress | null;
  /** Why it could not be begun, or was lost sight of. */
  error: MillraceError | null;
  running: boolean;
  start: (action: StreamActionInput) => Promise<ActionProgress | null>;
  stop: () => void;
  reset: () => void;
}

/** Runs an action of the streams and follows it to its end. Leaving the page stops it at its next step. */
export function useActionRun(connectionId: string): ActionRun {
  const [progress, setProgress] = useState<ActionProgress | null>(null);
  const [error, setError] = useState<MillraceError | null>(null);
  const [running, setRunning] = useState(false);
  const job = useRef<{ id: string; ended: AbortController } | null>(null);
  useEffect(() => () => job.current?.ended.abort(), []);

  const start = useCallback(
    async (action: StreamActionInput) => {
      const mine = { id: crypto.randomUUID(), ended: new AbortController() };
      job.current = mine;
      setProgress(null);
      setError(null);
      setRunning(true);
      let last: ActionProgress | null = null;
      try {
        last = await follow({ connectionId, action, jobId: mine.id }, mine.ended.signal, setProgress);
      } catch (thrown) {
        if (!mine.ended.signal.aborted) setError(asError(thrown));
      }
      setRunning(false);
      return last;
    },
    [connectionId],
  );
  const stop = useCallback(() => {
    const id = job.current?.id;
    // Where the engine is away there is nothing to stop: the action ended with it.
    if (id !== undefined)
      engineNow()
        .streamActions.stop({ jobId: id })
        .catch(() => {});
  }, []);
  const reset = useCallback(() => {
    setProgress(null);
    setError(null);
  }, []);
  return { progress, error, running, start, stop, reset };
}

/** Tells of each frame of a running action; answers the last one. */
async function follow(
  input: InputOf<'streamActions.apply'>,
  signal: AbortSignal,
  onFrame: (progress: ActionProgress) => void,
): Promise<ActionProgress | null> {
  let last: ActionProgress | null = null;
  for await (const frame of engineNow().streamActions.apply(input, { signal })) onFrame((last = frame));
  return last;
}
