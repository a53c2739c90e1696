import { create } from 'zustand';
import type { Decoding } from '#shared/contract/decoding.ts';

/** What the values of a key are read as, by its name as text, for as long as the page lives. */
const useChosen = create<{ chosen: Readonly<Record<string, Decoding>> }>(() => ({ chosen: {} }));

/** Null for what it looks like. */
export function useKeyDecoding(name: string): [Decoding | null, (as: Decoding | null) => void] {
  const as = useChosen(({ chosen }) => (Object.hasOwn(chosen, name) ? chosen[name]! : null));
  return [
    as,
    next => {
      const { [name]: _, ...others } = useChosen.getState().chosen;
      useChosen.setState({ chosen: next === null ? others : { ...others, [name]: next } });
    },
  ];
}
