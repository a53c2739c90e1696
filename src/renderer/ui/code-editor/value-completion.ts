import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';

/** What can stand in `{{ }}`. */
export interface TemplateValue {
  name: string;
  /** The expression that is put in. */
  example: string;
  does: string;
  /** What the example makes; null while that is not known. */
  result: string | null;
}

/** Offers values as soon as `{{` stands there. */
export function valueCompletion(values: () => Promise<readonly TemplateValue[]>) {
  return autocompletion({ override: [context => completeValue(context, values)], icons: false });
}

/**
 * What `{{`, or the name behind it, can become; null elsewhere. That is said at once: a null that comes after more was typed leaves the list closed until the
 * next key.
 */
export function completeValue(
  context: CompletionContext,
  values: () => Promise<readonly TemplateValue[]>,
): Promise<CompletionResult> | null {
  const before = context.matchBefore(/\{\{\s*\w*/);
  if (!before) return null;
  const from = before.to - /\w*$/.exec(before.text)![0].length;
  const isClosed = context.state
    .sliceDoc(context.pos, context.pos + 20)
    .trimStart()
    .startsWith('}}');
  return values().then(found => ({
    from,
    validFor: /^\w*$/,
    options: found.map(({ name, example, does, result }): Completion => ({
      label: name,
      displayLabel: example,
      detail: result === null ? does : `→ ${result}`,
      info: does,
      apply: isClosed ? example : `${example}}}`,
    })),
  }));
}
