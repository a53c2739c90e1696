import { useMemo } from 'react';
import type { KeyWalkState } from '#shared/contract/keys.ts';
import { useRecognised, type Whose } from '../../../lib/recognised.ts';
import type { ListedKey } from './walk-rows.ts';

const NONE: readonly Uint8Array[] = [];

/** Whose the keys and prefixes in view are, by the ids of their rows. */
export function useWhoseRows(
  connectionId: string,
  walk: KeyWalkState | undefined,
  inView: readonly ListedKey[],
): ReadonlyMap<string, Whose> {
  const keys = inView.flatMap(({ row }) => (row.kind === 'key' ? [row.key] : []));
  const prefixes = walk ? inView.flatMap(({ row }) => (row.kind === 'prefix' ? [row.prefix] : [])) : NONE;
  const ofKeys = useRecognised('keys', connectionId, keys);
  const ofPrefixes = useRecognised('prefixes', connectionId, prefixes, walk);
  return useMemo(
    () =>
      new Map([
        ...Array.from(ofKeys, ([name, whose]) => [`k ${name}`, whose] as const),
        ...Array.from(ofPrefixes, ([name, whose]) => [`p ${name}`, whose] as const),
      ]),
    [ofKeys, ofPrefixes],
  );
}
