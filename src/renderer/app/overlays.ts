import { create } from 'zustand';

interface Overlays {
  open: 'palette' | 'shortcuts' | null;
  show: (overlay: 'palette' | 'shortcuts' | null) => void;
}

/** Which of the frame's own dialogs is open. */
export const useOverlays = create<Overlays>(set => ({ open: null, show: open => set({ open }) }));
