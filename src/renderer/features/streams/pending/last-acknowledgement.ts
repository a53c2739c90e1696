import { create } from 'zustand';
import type { StreamActionProgress } from '#shared/contract/stream-actions.ts';

export type UndoAck = NonNullable<StreamActionProgress['undo']>;

interface LastAcknowledgement {
  /** The connection, stream and group that it was in. */
  place: string;
  undo: UndoAck | null;
  note: (place: string, undo: UndoAck) => void;
  forget: () => void;
}

/** How to undo what was acknowledged last from this page. It lasts until the next one, or until the page is reloaded. */
export const useLastAcknowledgement = create<LastAcknowledgement>(set => ({
  place: '',
  undo: null,
  note: (place, undo) => set({ place, undo }),
  forget: () => set({ undo: null }),
}));
