import { create } from 'zustand';

interface Requeued {
  /** Ids of entries that were put back from this page: one that is moved here again under such an id has failed again. */
  ids: ReadonlySet<string>;
  /** @param moves "old-id → new-id", as the action reports them */
  note: (moves: readonly string[]) => void;
}

/** What was requeued from this page. It lasts until the page is reloaded. */
export const useRequeued = create<Requeued>(set => ({
  ids: new Set(),
  note: moves => set(({ ids }) => ({ ids: new Set([...ids, ...moves.map(newIdOf)]) })),
}));

function newIdOf(move: string): string {
  return move.split(' → ').at(-1)!;
}
