import { useCallback, useState } from 'react';

/** A small piece of the page's state (a width, an open pane) that survives a reload. Anything unreadable counts as not there. */
export function useRemembered<T>(key: string, initial: T): [T, (value: T) => void] {
  const storageKey = `millrace.${key}`;
  const [value, setValue] = useState<T>(() => {
    try {
      const stored = localStorage.getItem(storageKey);
      return stored === null ? initial : (JSON.parse(stored) as T);
    } catch {
      return initial;
    }
  });
  const remember = useCallback(
    (next: T) => {
      setValue(next);
      localStorage.setItem(storageKey, JSON.stringify(next));
    },
    [storageKey],
  );
  return [value, remember];
}
