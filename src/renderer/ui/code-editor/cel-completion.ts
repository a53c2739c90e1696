import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';

/** What an expression can name: a field with what is known of it, or a function. */
export interface CelWord {
  /** As it is written: `event.item.sku`, `size(`. */
  text: string;
  /** "text · 18 of 20" */
  detail: string;
}

/** Functions that CEL has, and what each answers. */
const celFunctions: readonly CelWord[] = [
  { text: 'has(', detail: 'has(event.a): whether it is there' },
  { text: 'size(', detail: 'how long a text, a list or an object is' },
  { text: 'int(', detail: 'a whole number' },
  { text: 'double(', detail: 'a number' },
  { text: 'string(', detail: 'a text' },
  { text: 'timestamp(', detail: 'a time, of a text in ISO 8601' },
  { text: 'duration(', detail: 'a length of time, of a text such as "5m"' },
];

/** Behind a value and a dot. */
const celMethods: readonly CelWord[] = [
  { text: 'startsWith(', detail: 'text.startsWith("a")' },
  { text: 'endsWith(', detail: 'text.endsWith("a")' },
  { text: 'contains(', detail: 'text.contains("a")' },
  { text: 'matches(', detail: 'text.matches("^a.*")' },
  { text: 'lowerAscii(', detail: 'text.lowerAscii()' },
  { text: 'split(', detail: 'text.split(",")' },
  { text: 'exists(', detail: 'list.exists(item, item > 1)' },
  { text: 'all(', detail: 'list.all(item, item > 1)' },
  { text: 'filter(', detail: 'list.filter(item, item > 1)' },
  { text: 'map(', detail: 'list.map(item, item + 1)' },
];

/** Offers fields and functions while an expression is typed, and all of them on Ctrl+Space. */
export function celCompletion(words: () => readonly CelWord[]) {
  return autocompletion({ override: [context => completeWord(context, words())], icons: false });
}

/** What the name before the cursor can become; null inside of quotes, and where no name begins. */
export function completeWord(
  context: Pick<CompletionContext, 'matchBefore' | 'pos' | 'state' | 'explicit'>,
  words: readonly CelWord[],
): CompletionResult | null {
  const before = context.state.sliceDoc(0, context.pos);
  if (isInQuotes(before)) return null;
  const typed = context.matchBefore(/[A-Za-z_][\w.]*$/);
  if (!typed && !context.explicit) return null;
  const word = typed?.text ?? '';
  const from = typed ? typed.from : context.pos;
  // Behind a dot that follows no known field, a method is meant.
  const dot = word.lastIndexOf('.') + 1;
  const last = word.slice(dot).toLowerCase();
  const isMember = /[)\]]\.\w*$/.test(before);
  const fields = isMember ? [] : words.filter(({ text }) => goesOn(text, word));
  const functions = (dot > 0 || isMember ? celMethods : celFunctions).filter(({ text }) =>
    text.toLowerCase().startsWith(last),
  );
  const options = [
    ...fields.map(({ text, detail }) => ({ label: text, detail, boost: 1 })),
    ...functions.map(({ text, detail }) => ({
      label: word.slice(0, dot) + text,
      displayLabel: text,
      detail,
    })),
  ].filter(({ label }) => label !== word);
  return options.length === 0 ? null : { from, options, filter: false };
}

/** A field is also found by the end of its path: `cou` finds `event.country`. */
function goesOn(field: string, word: string): boolean {
  const name = field.toLowerCase();
  const typed = word.toLowerCase();
  return name.startsWith(typed) || name.slice(name.indexOf('.') + 1).startsWith(typed);
}

function isInQuotes(before: string): boolean {
  const quote = /^(?:[^"']|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')*(["']?)/.exec(before)?.[1];
  return quote !== '';
}
