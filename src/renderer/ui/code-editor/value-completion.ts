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
  return autocompletion({
    override: [async context => completeValue(context, await values())],
    icons: false,
  });
}

/** What `{{`, or the name behind it, can become; null elsewhere. */
export function completeValue(
  context: Pick<CompletionContext, 'matchBefore' | 'pos' | 'state'>,
  values: readonly TemplateValue[],
): CompletionResult | null {
  const before = context.matchBefore(/\{\{\s*\w*/);
  if (!before) return null;
  const from = before.to - /\w*$/.exec(before.text)![0].length;
  const isClosed = context.state
    .sliceDoc(context.pos, context.pos + 20)
    .trimStart()
    .startsWith('}}');
  return {
    from,
    validFor: /^\w*$/,
    options: values.map(({ name, example, does, result }): Completion => ({
      label: name,
      displayLabel: example,
      detail: result === null ? does : `→ ${result}`,
      info: does,
      apply: isClosed ? example : `${example}}}`,
    })),
  };
}
