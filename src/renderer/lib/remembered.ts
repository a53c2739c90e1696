import { useCallback, useState } from 'react';
import { layoutOf, rememberLayout } from './page-memory.ts';

/** A small piece of the page's state (a width, an open pane) that survives a reload and a restart. Anything unreadable counts as not there. */
export function useRemembered<T>(key: string, initial: T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => {
    try {
      const stored = layoutOf(key);
      return stored === undefined ? initial : (JSON.parse(stored) as T);
    } catch {
      return initial;
    }
  });
  const remember = useCallback(
    (next: T) => {
      setValue(next);
      rememberLayout(key, JSON.stringify(next));
    },
    [key],
  );
  return [value, remember];
}
