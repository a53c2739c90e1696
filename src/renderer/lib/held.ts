import { useState } from 'react';

/** What it was when it began to be held. @param value the same object while nothing has changed */
export function useHeld<T>(value: T, isHeld: boolean): T {
  const [held, setHeld] = useState(value);
  if (!isHeld && held !== value) setHeld(value);
  return isHeld ? held : value;
}
