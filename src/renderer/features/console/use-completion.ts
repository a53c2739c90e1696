import { useEffect, useState } from 'react';
import type { ConsoleCompletion } from '#shared/contract/console.ts';
import { useEngine } from '../../lib/engine.ts';

/** After the last key. */
const ASK_AFTER_MS = 100;

const nothing: ConsoleCompletion = {
  from: 0,
  to: 0,
  options: [],
  partly: false,
  help: null,
  explanation: [],
};

interface Place {
  line: string;
  caret: number;
}

/** What the word before the caret can become, and what is known of the command; of the newest text that the engine has answered for. */
export function useCompletion(
  tab: { connectionId: string; tabId: string },
  { line, caret }: Place,
): ConsoleCompletion & { isCurrent: boolean } {
  const engine = useEngine();
  const { connectionId, tabId } = tab;
  const [found, setFound] = useState<{ of: string; completion: ConsoleCompletion }>({
    of: '',
    completion: nothing,
  });
  const of = JSON.stringify([connectionId, line, caret]);
  useEffect(() => {
    if (!engine || line.trim() === '') return;
    let isStale = false;
    const timer = setTimeout(async () => {
      // Without an answer there is no help: the line can be typed and run all the same.
      const completion = await engine.console
        .complete({ connectionId, tabId, line, caret, keys: true })
        .catch(() => nothing);
      if (!isStale) setFound({ of, completion });
    }, ASK_AFTER_MS);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [engine, connectionId, tabId, line, caret, of]);
  if (line.trim() === '') return { ...nothing, isCurrent: true };
  return { ...found.completion, isCurrent: found.of === of };
}
