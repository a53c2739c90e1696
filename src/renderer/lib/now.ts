import { useEffect, useState } from 'react';
import { everyWhileShown } from './page-shown.ts';

/** The time in ms, drawn anew every `everyMs`; for countdowns and "2 s ago". */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => everyWhileShown(everyMs, () => setNow(Date.now())), [everyMs]);
  return now;
}
