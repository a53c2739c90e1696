import { useEffect } from 'react';
import { useQueryCall } from '../../../lib/engine.ts';
import { useOpened } from '../../../lib/navigation.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';

/** Subscribes to what the address names, when it is arrived at; what is subscribed already stays as it is. Answers what went wrong. */
export function useHear(connectionId: string): MillraceError | null {
  const { hear } = useOpened('pubsub');
  const { run, status } = useQueryCall('pubsub.subscribe');
  useEffect(() => {
    if (!hear) return;
    void (async () => {
      for (const { kind, name } of hear) if (!(await run({ connectionId, kind, name }))) return;
    })();
  }, [connectionId, hear, run]);
  return status.state === 'failed' ? status.error : null;
}
