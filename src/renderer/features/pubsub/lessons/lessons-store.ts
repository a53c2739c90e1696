import { create } from 'zustand';

interface LessonsStore {
  open: boolean;
  setOpen: (open: boolean) => void;
}

/** Whether the lessons are shown: the palette, the empty table and the dialog itself decide. */
export const useLessons = create<LessonsStore>(set => ({
  open: false,
  setOpen: open => set({ open }),
}));
