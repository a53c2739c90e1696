import { useEffect, useRef, useState } from 'react';
import type { Preview } from '#shared/contract/compose.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { asError, engineNow, useLink } from '../../../lib/engine.ts';
import type { InputOf } from '../../../lib/method-names.ts';

/** Between two previews of a live sample. */
const EVERY_MS = 300;

interface ShownPreview {
  /** The newest one, also while the next is asked for; null until there is one. */
  preview: Preview | null;
  /** The events that it was made of. */
  events: InputOf<'compose.preview'>['events'];
  /** Why the newest could not be had. */
  error: MillraceError | null;
}

/** What each step makes of the sample, asked for once at a time: what changes meanwhile is asked for next. Null asks for nothing. */
export function usePreview(input: InputOf<'compose.preview'> | null): ShownPreview {
  const [shown, setShown] = useState<ShownPreview>({ preview: null, events: [], error: null });
  const wanted = useRef(input);
  const wake = useRef<(() => void) | null>(null);
  const link = useLink();
  const isConnected = link.phase === 'connected';
  useEffect(() => {
    wanted.current = input;
    wake.current?.();
  }, [input]);
  useEffect(() => {
    if (!isConnected) return;
    let asked: typeof input = null;
    let isBusy = false;
    let isOver = false;
    const ask = async () => {
      const next = wanted.current;
      if (isBusy || isOver || next === null || next === asked) return;
      isBusy = true;
      asked = next;
      const answer = await engineNow()
        .compose.preview(next)
        .then(
          preview => ({ preview, events: next.events, error: null }),
          (thrown: unknown) => ({ error: asError(thrown) }),
        );
      if (isOver) return;
      setShown(before => ({ ...before, ...answer }));
      await new Promise(resolve => setTimeout(resolve, EVERY_MS));
      isBusy = false;
      void ask();
    };
    wake.current = () => void ask();
    void ask();
    return () => {
      isOver = true;
      wake.current = null;
    };
  }, [isConnected]);
  return shown;
}
