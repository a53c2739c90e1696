import { useState } from 'react';

const keyOf = (id: string) => `millrace.draft.${id}`;

/** The changed and not yet saved text of a file; null without a change. It outlives a look at another screen, and a reload of this window. */
export function useDraft(id: string): [string | null, (text: string | null) => void] {
  const [draft, setDraft] = useState(() => sessionStorage.getItem(keyOf(id)));
  const keep = (text: string | null) => {
    if (text === null) sessionStorage.removeItem(keyOf(id));
    else sessionStorage.setItem(keyOf(id), text);
    setDraft(text);
  };
  return [draft, keep];
}
