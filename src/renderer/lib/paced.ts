import { useEffect, useRef, useState } from 'react';
import { everyWhileShown } from './page-shown.ts';

/** A value that changes often, for what costs much to draw: the newest one, taken over at most once in so many ms. */
export function usePaced<T>(value: T, everyMs: number): T {
  const [shown, setShown] = useState(value);
  const newest = useRef(value);
  useEffect(() => {
    newest.current = value;
  }, [value]);
  useEffect(() => everyWhileShown(everyMs, () => setShown(newest.current)), [everyMs]);
  return shown;
}
