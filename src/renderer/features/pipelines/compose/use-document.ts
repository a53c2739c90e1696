import { useCallback, useMemo, useRef, useState } from 'react';
import { draftOf, rememberDraft } from '../../../lib/page-memory.ts';
import { useDraft } from '../use-draft.ts';
import { readDocument, type PipelineDocument } from './document.ts';
import { changedTo, historyFrom, historyOf, keptHistory, redone, undone, type History } from './history.ts';

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

/** The draft of a file with its history; both outlive this window's reload, until the draft is saved or thrown away. */
export function useDocument(id: string, fileName: string, savedText: string): ComposedFile {
  const [draft, setDraft] = useDraft(id);
  const [history, setHistory] = useState(() =>
    draft === null ? historyOf(savedText) : historyFrom(draftOf(stepsOf(id)), draft),
  );
  const newest = useRef(history);
  const show = useCallback(
    (next: History) => {
      newest.current = next;
      setHistory(next);
      const isSaved = next.present === savedText;
      setDraft(isSaved ? null : next.present);
      rememberDraft(stepsOf(id), isSaved ? null : keptHistory(next));
    },
    [id, savedText, setDraft],
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
    forgetDraft: () => {
      setDraft(null);
      rememberDraft(stepsOf(id), null);
    },
  };
}

/** Under which the steps to a draft are remembered. */
const stepsOf = (id: string) => `steps of pipeline ${id}`;
