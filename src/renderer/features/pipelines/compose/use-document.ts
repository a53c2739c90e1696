import { useCallback, useMemo, useRef, useState } from 'react';
import { useDraft } from '../use-draft.ts';
import { readDocument, type PipelineDocument } from './document.ts';
import { changedTo, historyOf, redone, undone, type History } from './history.ts';

/** A pipeline file while it is composed: its text as it is now, and as it was. */
export interface ComposedFile {
  document: PipelineDocument;
  /** It says something else than the saved file. */
  isDraft: boolean;
  /** The text as it is this moment, also within one event. */
  textNow: () => string;
  /** @param of what is changed: changes of the same thing in quick succession are undone together */
  write: (text: string, of: string) => void;
  /** Null where there is nothing to undo. */
  undo: (() => void) | null;
  redo: (() => void) | null;
  /** What is shown has been saved, or thrown away for `text`. */
  forgetDraft: () => void;
}

/** The draft of a file with its history; the draft outlives this window's reload, the history does not. */
export function useDocument(id: string, fileName: string, savedText: string): ComposedFile {
  const [draft, setDraft] = useDraft(id);
  const [history, setHistory] = useState(() => historyOf(draft ?? savedText));
  const newest = useRef(history);
  const show = useCallback(
    (next: History) => {
      newest.current = next;
      setHistory(next);
      setDraft(next.present === savedText ? null : next.present);
    },
    [savedText, setDraft],
  );
  const write = useCallback(
    (text: string, of: string) => {
      if (text !== newest.current.present) show(changedTo(newest.current, text, of, Date.now()));
    },
    [show],
  );
  const { past, present, future } = history;
  const document = useMemo(() => readDocument(present, fileName), [present, fileName]);
  return {
    document,
    isDraft: present !== savedText,
    textNow: useCallback(() => newest.current.present, []),
    write,
    undo: past.length > 0 ? () => show(undone(newest.current)) : null,
    redo: future.length > 0 ? () => show(redone(newest.current)) : null,
    forgetDraft: () => setDraft(null),
  };
}
