import { useEffect, useRef, useState } from 'react';
import type { Recognised } from '#shared/contract/recognise.ts';
import { bytesText } from '#shared/redis/text.ts';
import { useEngine } from './engine.ts';

/** The engine takes this many names at once. */
const MOST = 100;
/** A stream that was empty, a channel that was silent, may say more a while later. */
const AGAIN_MS = 60_000;

/** Whose these streams or channels are, by name, as far as that is known. What was found stays until it is looked for again. */
export function useRecognised(
  kind: 'streams' | 'channels',
  connectionId: string,
  wanted: readonly Uint8Array[],
): ReadonlyMap<string, Recognised> {
  const engine = useEngine();
  const [found, setFound] = useState<ReadonlyMap<string, Recognised>>(new Map());
  const newest = useRef(wanted);
  // In an order of its own: rows that change places ask for nothing new.
  const names = wanted.slice(0, MOST).map(bytesText).sort().join('\n');
  useEffect(() => {
    newest.current = wanted;
  });
  useEffect(() => {
    if (!engine || names === '') return;
    const ended = new AbortController();
    const read = async () => {
      const asked = newest.current.slice(0, MOST);
      try {
        const verdicts =
          kind === 'streams'
            ? await engine.recognise.streams({ connectionId, keys: asked }, { signal: ended.signal })
            : await engine.recognise.channels({ connectionId, names: asked }, { signal: ended.signal });
        setFound(before => withVerdicts(before, asked.map(bytesText), verdicts));
      } catch {
        // Without an answer nothing is said; the list says itself why it cannot be read.
      }
    };
    void read();
    const timer = setInterval(() => void read(), AGAIN_MS);
    return () => {
      clearInterval(timer);
      ended.abort();
    };
  }, [engine, kind, connectionId, names]);
  return found;
}

/** The same map, and the same verdicts in it, as long as nothing changed. */
function withVerdicts(
  before: ReadonlyMap<string, Recognised>,
  names: readonly string[],
  verdicts: readonly (Recognised | null)[],
): ReadonlyMap<string, Recognised> {
  const next = new Map(before);
  let isChanged = false;
  for (const [index, name] of names.entries()) {
    const verdict = verdicts[index] ?? null;
    const known = before.get(name) ?? null;
    if (JSON.stringify(known) === JSON.stringify(verdict)) continue;
    isChanged = true;
    if (verdict) next.set(name, verdict);
    else next.delete(name);
  }
  return isChanged ? next : before;
}
