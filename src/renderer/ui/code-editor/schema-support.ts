import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import { setDiagnostics, type Diagnostic } from '@codemirror/lint';
import type { EditorState, Extension } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import { jsonPlaceAt } from './json-place.ts';
import { schemaChoices, type JsonSchema } from './schema-choices.ts';

/** Something wrong in a JSON document, by the names and indexes that lead to it. */
export interface PlacedProblem {
  path: readonly (string | number)[];
  message: string;
}

/** Offers what a schema allows, while typing and on Ctrl+Space. */
export function schemaCompletion(schema: JsonSchema): Extension {
  return autocompletion({ override: [context => complete(schema, context)], icons: false });
}

function complete(schema: JsonSchema, context: CompletionContext): CompletionResult | null {
  const text = context.state.doc.toString();
  const place = jsonPlaceAt(text, context.pos);
  if (place.from === context.pos && !context.explicit) return null;
  const choices = schemaChoices(schema, place);
  if (choices.length === 0) return null;
  // A string that is closed already is replaced whole.
  const closes = /^[^"\n]*"/.exec(text.slice(context.pos))?.[0].length ?? 0;
  const to = place.from < context.pos ? context.pos + closes : context.pos;
  const isKey = place.expects === 'key';
  const hasColon = /^\s*:/.test(text.slice(to));
  return {
    from: place.from,
    to,
    options: choices.map(({ text: choice, description }) => {
      const written = isKey ? `"${choice}"` : choice;
      return {
        label: written,
        apply: isKey && !hasColon ? `${written}: ` : written,
        info: description || undefined,
      };
    }),
  };
}

/** Marks problems where they are; one whose place is not written (something missing) marks what it is missing in. */
export function showProblems(view: EditorView, problems: readonly PlacedProblem[]): void {
  const diagnostics = problems.map(({ path, message }): Diagnostic => {
    return { ...rangeOf(view.state, path), severity: 'error', message };
  });
  view.dispatch(setDiagnostics(view.state, diagnostics));
}

function rangeOf(state: EditorState, path: readonly (string | number)[]): { from: number; to: number } {
  let node = syntaxTree(state).topNode.firstChild;
  let range = { from: 0, to: Math.min(1, state.doc.length) };
  for (const step of path) {
    const found = node && childAt(state, node, step);
    if (!found) break;
    range = found.range;
    node = found.value;
  }
  return range;
}

type Node = NonNullable<ReturnType<typeof syntaxTree>['topNode']['firstChild']>;

function childAt(state: EditorState, node: Node, step: string | number) {
  if (node.name === 'Object') {
    for (const property of node.getChildren('Property')) {
      const name = property.getChild('PropertyName');
      if (!name || state.sliceDoc(name.from + 1, name.to - 1) !== String(step)) continue;
      return { range: { from: property.from, to: property.to }, value: name.nextSibling };
    }
  } else if (node.name === 'Array') {
    let index = 0;
    for (let item = node.firstChild; item; item = item.nextSibling) {
      if (/^[[\],]$/.test(item.name)) continue;
      if (index++ === Number(step)) return { range: { from: item.from, to: item.to }, value: item };
    }
  }
  return null;
}
