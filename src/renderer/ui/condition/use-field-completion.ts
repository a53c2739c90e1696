import { useState, type RefObject } from 'react';
import { completionAt } from './condition-words.ts';

interface CompletionOptions {
  text: string;
  onText: (text: string) => void;
  /** All that can be named, as CEL names it. */
  fields: readonly string[];
  /** Only what is CEL names fields. */
  isCel: boolean;
  input: RefObject<HTMLInputElement | null>;
}

export interface FieldCompletion {
  /** What the name before the caret can become; none is offered where this is empty. */
  offered: readonly string[];
  take: (field: string) => void;
  /** Told where the caret is after each key; null ends the offer. */
  setCaret: (caret: number | null) => void;
}

/** Offers the fields that go on with what is typed in a condition. */
export function useFieldCompletion({
  text,
  onText,
  fields,
  isCel,
  input,
}: CompletionOptions): FieldCompletion {
  const [caret, setCaret] = useState<number | null>(null);
  const completion = isCel && caret !== null ? completionAt(text, caret, fields) : null;
  return {
    offered: completion?.fields ?? [],
    take: field => {
      if (!completion) return;
      onText(text.slice(0, completion.from) + field + text.slice(caret!));
      setCaret(completion.from + field.length);
      input.current?.focus();
    },
    setCaret,
  };
}
