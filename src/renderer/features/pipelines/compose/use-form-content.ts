import { useMemo } from 'react';
import type { Preview } from '#shared/contract/compose.ts';
import type { CheckedPipelines } from '#shared/contract/pipelines.ts';
import type { JsonPath } from '../../../lib/json/edits.ts';
import { edited, renamed, type PipelinePart } from './document.ts';
import type { FormContent } from './form/form-context.ts';
import { wordsFor } from './known-words.ts';

/** @param of what is changed: changes of the same thing in quick succession are undone together */
export type ChangePart = (of: string, edit: (text: string, part: PipelinePart) => string) => void;

interface Formed {
  /** Null where the text cannot be read. */
  part: PipelinePart | null;
  change: ChangePart;
  problems: CheckedPipelines['problems'];
  step: string;
  spot: JsonPath | null;
  /** Those whose events have fields that an expression may name. */
  previews: readonly (Preview | null)[];
}

/** What the form of a step reads and writes. */
export function useFormContent({ part, change, problems, step, spot, previews }: Formed): FormContent | null {
  const [first = null, second = null] = previews;
  return useMemo<FormContent | null>(
    () =>
      part && {
        value: part.value,
        edit: (path, value) => change(path.join('.'), (now, of) => edited(now, of, path, value)),
        rename: (path, to) => change(path.join('.'), (now, of) => renamed(now, of, path, to)),
        problems,
        spot,
        words: over => wordsFor(over, step, part, [first, second]),
      },
    [part, change, problems, step, spot, first, second],
  );
}
