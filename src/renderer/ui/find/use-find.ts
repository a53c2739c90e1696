import { createContext, useContext, useEffect } from 'react';
import type { Found } from './found.ts';

/** A search in what is shown below; the view that shows it says what it found. */
export interface Find {
  /** Empty while nothing is looked for. */
  wanted: string;
  /** The match that is looked at, from 0. */
  current: number;
  report: (found: { count: number; more: boolean }) => void;
}

export const FindContext = createContext<Find>({ wanted: '', current: 0, report: () => {} });

export function useFind(): Find {
  return useContext(FindContext);
}

/** Tells the search how much was found. */
export function useReport({ report }: Find, { count, more }: Pick<Found, 'count' | 'more'>): void {
  useEffect(() => report({ count, more }), [report, count, more]);
}
