import { useEffect } from 'react';
import { useQueryCall } from '../../../lib/engine.ts';
import { useOpened } from '../../../lib/navigation.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';

/** Subscribes to what the address names, when it is arrived at; what is subscribed already stays as it is. Answers what went wrong, and how to try it again. */
export function useHear(connectionId: string): { error: MillraceError; again: () => void } | null {
  const { hear } = useOpened('pubsub');
  const { run, status } = useQueryCall('pubsub.subscribe');
  useEffect(() => {
    if (hear && hear.length > 0) void run({ connectionId, subscriptions: [...hear] });
  }, [connectionId, hear, run]);
  return status.state === 'failed' ? status : null;
}
