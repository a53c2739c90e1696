import { create } from 'zustand';
import type { Profile } from '#shared/contract/connections.ts';
import { emptyForm, formOfProfile, type FormState } from './form-state.ts';

interface ConnectionFormStore {
  /** What the dialog began with; null while it is closed. `profileId` is null for a new connection. */
  editing: { profileId: string | null; initial: FormState } | null;
  /** The profile that a person wants to remove; null while nobody is asked. */
  removing: Profile | null;
  create: (initial?: Partial<FormState>) => void;
  edit: (profile: Profile) => void;
  remove: (profile: Profile | null) => void;
  close: () => void;
}

/** Which dialog about a connection is open. They can be opened from everywhere. */
export const useConnectionForm = create<ConnectionFormStore>(set => ({
  editing: null,
  removing: null,
  create: initial => set({ editing: { profileId: null, initial: { ...emptyForm, ...initial } } }),
  edit: profile => set({ editing: { profileId: profile.id, initial: formOfProfile(profile) } }),
  remove: profile => set({ removing: profile }),
  close: () => set({ editing: null }),
}));
