import { useEffect, useMemo, useRef, useState } from 'react';
import type { EngineClient } from '#shared/contract/index.ts';
import type { Recognised } from '#shared/contract/recognise.ts';
import { bytesText } from '#shared/redis/text.ts';
import { chosenFor, useChoices, type Choices, type Chosen } from './chosen-frameworks.ts';
import { useEngine } from './engine.ts';
import { askEvery } from './ask-every.ts';

/** Whose it is: as it was recognised, or as a person said. */
export interface Whose extends Omit<Recognised, 'certainty'> {
  certainty: Recognised['certainty'] | 'chosen';
}

export type RecognisedKind = 'streams' | 'channels' | 'keys' | 'prefixes';
const chosenOf = { streams: 'key', keys: 'key', prefixes: 'prefix', channels: 'channel' } as const;

/** The engine takes this many names at once. */
const MOST = 100;
/** A stream that was empty, a channel that was silent, may say more a while later. */
const AGAIN_MS = 60_000;
/** Kept of what is out of view. */
const MOST_KEPT = 2_000;

/**
 * Whose these are, by name, as far as that is known; what a person said goes before what was recognised. What was found stays until it is looked for again.
 *
 * @param walk of prefixes: the walk that holds them; they are looked at again when its state changes
 */
export function useRecognised(
  kind: RecognisedKind,
  connectionId: string,
  wanted: readonly Uint8Array[],
  walk?: { walkId: string; state: string },
): ReadonlyMap<string, Whose> {
  const engine = useEngine();
  const [found, setFound] = useState<ReadonlyMap<string, Recognised>>(new Map());
  const choices = useChoices(connectionId);
  const walkId = walk?.walkId;
  const walkState = walk?.state;
  const newest = useRef(wanted);
  // In an order of its own: rows that change places ask for nothing new.
  const names = wanted.slice(0, MOST).map(bytesText).sort().join('\n');
  useEffect(() => {
    newest.current = wanted;
  });
  useEffect(() => {
    if (!engine || names === '' || (kind === 'prefixes' && walkId === undefined)) return;
    const ended = new AbortController();
    const read = async () => {
      const asked = newest.current.slice(0, MOST);
      try {
        const options = { signal: ended.signal };
        const verdicts = await ask(engine, kind, { connectionId, names: asked, walkId }, options);
        setFound(before => withVerdicts(before, asked.map(bytesText), verdicts));
      } catch {
        // Without an answer nothing is said; the list says itself why it cannot be read.
      }
    };
    void read();
    const stop = askEvery(AGAIN_MS, read);
    return () => {
      stop();
      ended.abort();
    };
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- a walk that ends, or goes on, holds other keys
  }, [engine, kind, connectionId, names, walkId, walkState]);
  return useMemo(
    () => withChoices(found, names === '' ? [] : names.split('\n'), choices, chosenOf[kind]),
    [found, names, choices, kind],
  );
}

function ask(
  { recognise }: EngineClient,
  kind: RecognisedKind,
  {
    connectionId,
    names,
    walkId = '',
  }: { connectionId: string; names: readonly Uint8Array[]; walkId?: string | undefined },
  options: { signal: AbortSignal },
): Promise<(Recognised | null)[]> {
  if (kind === 'streams') return recognise.streams({ connectionId, keys: [...names] }, options);
  if (kind === 'keys') return recognise.keys({ connectionId, keys: [...names] }, options);
  if (kind === 'prefixes') return recognise.prefixes({ connectionId, walkId, prefixes: [...names] }, options);
  return recognise.channels({ connectionId, names: [...names] }, options);
}

function withChoices(
  found: ReadonlyMap<string, Recognised>,
  names: readonly string[],
  choices: Choices,
  of: Chosen,
): ReadonlyMap<string, Whose> {
  const whose = new Map<string, Whose>(found);
  for (const name of new Set([...found.keys(), ...names])) {
    const framework = chosenFor(choices, of, name);
    if (framework === null) whose.delete(name);
    else if (framework !== undefined)
      whose.set(name, { framework, certainty: 'chosen', what: 'as you said', evidence: 'your choice' });
  }
  return whose;
}

/** The same map, and the same verdicts in it, as long as nothing changed. */
function withVerdicts(
  before: ReadonlyMap<string, Recognised>,
  names: readonly string[],
  verdicts: readonly (Recognised | null)[],
): ReadonlyMap<string, Recognised> {
  const next = new Map(before.size > MOST_KEPT ? [] : before);
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
