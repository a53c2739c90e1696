import { useCallback, useEffect, useState } from 'react';
import type { ActionPreview, ActionProgress } from '#shared/contract/actions.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { useReconnected } from '../../lib/use-reconnected.ts';
import { asError } from '../../lib/engine.ts';

/** The two methods of the contract that a group of actions has. */
export interface ActionMethods<A, P extends ActionProgress> {
  preview(
    input: { connectionId: string; action: A },
    options: { signal: AbortSignal },
  ): Promise<ActionPreview>;
  apply(
    input: { connectionId: string; action: A; jobId: string },
    options: { signal: AbortSignal },
  ): AsyncIterable<P>;
}

/** A form that is typed in asks once the typing pauses. */
const SETTLE_MS = 150;

export interface PreviewState {
  preview: ActionPreview | null;
  error: MillraceError | null;
  loading: boolean;
  /** Reads the counts again. */
  again: () => void;
}

/** What an action would do, read anew whenever the action changes: never from memory, because it shows counts just read. */
export function usePreview<A>(
  methods: () => Pick<ActionMethods<A, never>, 'preview'>,
  connectionId: string,
  action: A | null,
): PreviewState {
  const [state, setState] = useState<{
    preview: ActionPreview | null;
    error: MillraceError | null;
    of: string;
  }>({
    preview: null,
    error: null,
    of: '',
  });
  const [round, setRound] = useState(0);
  const key = `${connectionId} ${round} ${JSON.stringify(action)}`;
  useEffect(() => {
    if (action === null) return;
    const ended = new AbortController();
    const ask = async () => {
      try {
        const preview = await methods().preview({ connectionId, action }, { signal: ended.signal });
        setState({ preview, error: null, of: key });
      } catch (thrown) {
        if (!ended.signal.aborted) setState({ preview: null, error: asError(thrown), of: key });
      }
    };
    const timer = setTimeout(() => void ask(), SETTLE_MS);
    return () => {
      clearTimeout(timer);
      ended.abort();
    };
    // oxlint-disable-next-line react/exhaustive-deps -- an action is the same when its JSON is
  }, [key]);
  const again = useCallback(() => setRound(before => before + 1), []);
  useReconnected(connectionId, () => state.error && again());
  const isCurrent = state.of === key;
  return {
    preview: state.preview,
    error: isCurrent ? state.error : null,
    loading: action !== null && !isCurrent,
    again,
  };
}
