import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { layoutOf, onLayout, rememberLayout } from './page-memory.ts';

/** What a person has said or gathered, of all windows: a change in one is seen in the others, and adds to what they did. Anything unreadable counts as not there. */
export function useShared<T>(key: string, initial: T): [T, (change: (before: T) => T) => void] {
  const text = useSyncExternalStore(onLayout, () => layoutOf(key));
  const value = useMemo(() => read(text, initial), [text, initial]);
  const change = useCallback(
    (after: (before: T) => T) => rememberLayout(key, JSON.stringify(after(read(layoutOf(key), initial)))),
    [key, initial],
  );
  return [value, change];
}

function read<T>(text: string | undefined, initial: T): T {
  try {
    return (JSON.parse(text ?? 'null') as T | null) ?? initial;
  } catch {
    return initial;
  }
}
