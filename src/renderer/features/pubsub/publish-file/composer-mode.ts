import { create } from 'zustand';

export type ComposerModeName = 'message' | 'file';

interface ComposerModeState {
  mode: ComposerModeName;
  setMode: (mode: ComposerModeName) => void;
}

/** It survives a change of screen. */
export const useComposerMode = create<ComposerModeState>(set => ({
  mode: 'message',
  setMode: mode => set({ mode }),
}));
