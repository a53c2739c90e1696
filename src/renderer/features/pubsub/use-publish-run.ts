import { useEffect, useRef, useState } from 'react';
import type { PublishProgress } from '#shared/contract/pubsub.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { asError, useEngine } from '../../lib/engine.ts';
import type { InputOf } from '../../lib/method-names.ts';

interface PublishRun {
  /** Of the newest run; null before the first. */
  progress: PublishProgress | null;
  /** Why it did not start, or why nothing more is known of it. */
  error: MillraceError | null;
  running: boolean;
  start: (input: Omit<InputOf<'pubsub.publishMany'>, 'runId'>) => void;
  /** Ends it; `progress` then tells how far it came. */
  stop: () => void;
  reset: () => void;
}

/** Publishing many messages, one run at a time. It ends with the component. */
export function usePublishRun(): PublishRun {
  const client = useEngine();
  const [progress, setProgress] = useState<PublishProgress | null>(null);
  const [error, setError] = useState<MillraceError | null>(null);
  const [running, setRunning] = useState(false);
  const current = useRef<{ runId: string; away: AbortController } | null>(null);
  useEffect(() => () => current.current?.away.abort(), []);

  const start: PublishRun['start'] = input => {
    if (!client || current.current) return;
    const run = { runId: crypto.randomUUID(), away: new AbortController() };
    current.current = run;
    setProgress(null);
    setError(null);
    setRunning(true);
    const follow = async () => {
      try {
        const states = client.pubsub.publishMany({ ...input, runId: run.runId }, { signal: run.away.signal });
        for await (const state of states) setProgress(state);
      } catch (thrown) {
        if (!run.away.signal.aborted) setError(asError(thrown));
      }
      current.current = null;
      setRunning(false);
    };
    void follow();
  };
  const stop = () => {
    const run = current.current;
    // The run itself tells when it has ended, and how.
    if (run) client?.pubsub.stopPublishing({ runId: run.runId }).catch(() => {});
  };
  const reset = () => {
    setProgress(null);
    setError(null);
  };
  return { progress, error, running, start, stop, reset };
}
