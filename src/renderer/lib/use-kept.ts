import { useState } from 'react';
import { keeper } from './keep-equal.ts';

/** The value with all of the one before that is equal in it: the same object from drawing to drawing until something of it changes. */
export function useKept<T>(value: T): T {
  const [keep] = useState(keeper<T>);
  return keep(value);
}
