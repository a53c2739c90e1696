import { create } from 'zustand';

type StreamTab = 'entries' | 'tail' | 'groups' | 'pending' | 'dead-letters';

interface StreamPlace {
  /** The stream that is open; null shows the list. */
  key: Uint8Array | null;
  tab: StreamTab;
  /** The group whose pending entries are shown. */
  group: Uint8Array | null;
  open: (key: Uint8Array, tab?: StreamTab) => void;
  close: () => void;
  show: (tab: StreamTab) => void;
  openGroup: (group: Uint8Array, tab?: StreamTab) => void;
}

/** Where in the streams a person is. It survives a change of screen. */
export const useStreamPlace = create<StreamPlace>(set => ({
  key: null,
  tab: 'entries',
  group: null,
  open: (key, tab = 'entries') => set({ key, tab, group: null }),
  close: () => set({ key: null, group: null }),
  show: tab => set({ tab }),
  openGroup: (group, tab = 'pending') => set({ group, tab }),
}));

export function sameBytes(a: Uint8Array | null | undefined, b: Uint8Array | null | undefined): boolean {
  if (!a || !b || a.length !== b.length) return false;
  return a.every((byte, index) => byte === b[index]);
}
