import { useEffect, useState } from 'react';

/** Typing that pauses for so long is over for the moment. */
const SETTLED_MS = 600;

/** A value that is typed, once it has stopped changing: half an address is not connected to. The first one counts at once. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
