import { createStore, useStore, type StoreApi } from 'zustand';
import type { PublishProgress } from '#shared/contract/pubsub.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { asError, engineNow } from '../../../lib/engine.ts';
import type { InputOf } from '../../../lib/method-names.ts';

interface PublishRun {
  /** Of the newest run; null before the first. */
  progress: PublishProgress | null;
  /** Why it did not start, or why nothing more is known of it. */
  error: MillraceError | null;
  running: boolean;
  start: (input: Omit<InputOf<'pubsub.publishMany'>, 'runId' | 'connectionId'>) => void;
  /** Ends it; `progress` then tells how far it came. */
  stop: () => void;
  reset: () => void;
}

const runs = new Map<string, StoreApi<PublishRun>>();

/** Publishing many messages on a connection, one run at a time. It goes on while other screens are shown, and ends with the page. */
export function usePublishRun(connectionId: string): PublishRun {
  let run = runs.get(connectionId);
  if (!run) runs.set(connectionId, (run = createPublishRun(connectionId)));
  return useStore(run);
}

function createPublishRun(connectionId: string): StoreApi<PublishRun> {
  let runId = '';
  return createStore<PublishRun>((set, get) => {
    const follow = async (input: InputOf<'pubsub.publishMany'>) => {
      try {
        for await (const progress of engineNow().pubsub.publishMany(input)) set({ progress });
      } catch (thrown) {
        set({ error: asError(thrown) });
      }
      set({ running: false });
    };
    return {
      progress: null,
      error: null,
      running: false,
      start: input => {
        if (get().running) return;
        runId = crypto.randomUUID();
        set({ progress: null, error: null, running: true });
        void follow({ ...input, connectionId, runId });
      },
      stop: () => {
        // The run itself tells when it has ended, and how.
        if (get().running)
          engineNow()
            .pubsub.stopPublishing({ runId })
            .catch(() => {});
      },
      reset: () => set({ progress: null, error: null }),
    };
  });
}
