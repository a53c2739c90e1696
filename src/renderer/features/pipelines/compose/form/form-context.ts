import { createContext, useContext } from 'react';
import type { CheckedPipelines } from '#shared/contract/pipelines.ts';
import type { JsonPath } from '../../../../lib/json/edits.ts';
import type { CelWord } from '../../../../ui/code-editor/cel-completion.ts';
import { valueAt } from '../plain-values.ts';

type Problem = CheckedPipelines['problems'][number];

/** What the fields of a form read and write: one pipeline of a file. Paths are within that pipeline. */
export interface FormContent {
  value: Readonly<Record<string, unknown>>;
  /** Undefined takes a member away. */
  edit: (path: JsonPath, value: unknown) => void;
  rename: (path: JsonPath, name: string) => void;
  problems: readonly Problem[];
  /** The place whose field has been asked for: it is shown, also where it is left out. */
  spot: JsonPath | null;
  /** What an expression can name there. */
  words: (over: 'event' | 'row') => readonly CelWord[];
}

const Context = createContext<FormContent | null>(null);
export const FormContext = Context;

export function useForm(): FormContent {
  return useContext(Context)!;
}

/** What stands at a place, and what is wrong there. */
export function useValueAt(path: JsonPath): unknown {
  return valueAt(useForm().value, path);
}

/** Whether a place is another one, or within it. */
export function isWithin(path: JsonPath, above: JsonPath): boolean {
  return above.every((step, index) => path[index] === step);
}

/** What is wrong exactly there, or below it too; null where nothing is. */
export function problemAt(problems: readonly Problem[], path: JsonPath, below: boolean): string | null {
  const found = problems.find(
    problem =>
      (below ? problem.path.length >= path.length : problem.path.length === path.length) &&
      isWithin(problem.path, path),
  );
  return found ? problemText(found) : null;
}

/** What is wrong and what may stand there, beside the place that it is about. */
export function problemText({ message, allowed }: Problem): string {
  // Of a field that is empty all is said.
  if (message === '"" is empty') return 'is empty';
  return `${message}${allowed === '' ? '' : ` — allowed: ${allowed}`}`;
}
