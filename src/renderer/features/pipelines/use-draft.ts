import { useState } from 'react';
import { draftOf, rememberDraft } from '../../lib/page-memory.ts';

const nameOf = (id: string) => `pipeline ${id}`;

/** The changed and not yet saved text of a file; null without a change. It outlives a look at another screen, and a reload of this window. */
export function useDraft(id: string): [string | null, (text: string | null) => void] {
  const [draft, setDraft] = useState(() => draftOf(nameOf(id)) ?? null);
  const keep = (text: string | null) => {
    rememberDraft(nameOf(id), text);
    setDraft(text);
  };
  return [draft, keep];
}
