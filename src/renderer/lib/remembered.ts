import { useCallback, useMemo, useState, useSyncExternalStore } from 'react';
import { layoutOf, onLayout, rememberLayout } from './page-memory.ts';

/** A small piece of the page's state (a width, an open pane) that survives a reload and a restart. Anything unreadable counts as not there. */
export function useRemembered<T>(key: string, initial: T): [T, (value: T) => void] {
  const [value, setValue] = useState(() => read(layoutOf(key), initial));
  const remember = useCallback(
    (next: T) => {
      setValue(next);
      rememberLayout(key, JSON.stringify(next));
    },
    [key],
  );
  return [value, remember];
}

/** The same of what a person has said or gathered, of all windows: a change in one is seen in the others, and adds to what they did. */
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
