import { useState } from 'react';

const drafts = new Map<string, string>();

/** The changed and not yet saved text of a file; null without a change. It outlives a look at another file or screen, but no reload. */
export function useDraft(id: string): [string | null, (text: string | null) => void] {
  const [draft, setDraft] = useState(() => drafts.get(id) ?? null);
  const keep = (text: string | null) => {
    if (text === null) drafts.delete(id);
    else drafts.set(id, text);
    setDraft(text);
  };
  return [draft, keep];
}
