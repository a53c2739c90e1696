import { completionStatus } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json, jsonParseLinter } from '@codemirror/lang-json';
import { bracketMatching } from '@codemirror/language';
import { linter, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState, Prec } from '@codemirror/state';
import { drawSelection, EditorView, keymap, placeholder } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { cx } from '../../lib/class-names.ts';
import { celCompletion, type CelWord } from './cel-completion.ts';
import { editorTheme } from './editor-theme.ts';
import type { JsonSchema } from './schema-choices.ts';
import { valueCompletion, type TemplateValue } from './value-completion.ts';
import { schemaCompletion, showProblems, type PlacedProblem } from './schema-support.ts';

interface CodeEditorProps {
  value: string;
  onValue: (value: string) => void;
  /** Its name for screen readers. */
  label: string;
  /** `json` colours and checks; `text` does neither. */
  language: 'json' | 'text';
  /** Completes JSON by this schema. The same object for as long as the editor lives. */
  schema?: JsonSchema;
  /** Marked where they are. Instead of the JSON check of `language`, which its owner has done with them. */
  problems?: readonly PlacedProblem[];
  /** It holds a CEL expression: these are offered while it is typed, and functions. */
  words?: () => readonly CelWord[];
  /** What is wrong with an expression, marked from its place on; null where nothing is. */
  fault?: { at: number; message: string } | null;
  /** Offered behind `{{`. */
  values?: () => Promise<readonly TemplateValue[]>;
  placeholder?: string;
  /** Ctrl+Enter, or Cmd+Enter. */
  onSubmit?: () => void;
  /** Arrow-up on the first line, arrow-down on the last one: older and newer entries of a history. False leaves the key alone. */
  onHistory?: (direction: 'older' | 'newer') => boolean;
  className?: string;
}

function languageOf(language: CodeEditorProps['language'], checks: boolean) {
  if (language === 'text') return [];
  if (!checks) return json();
  const parse = jsonParseLinter();
  // Text that does not begin like JSON is not meant as JSON: nothing is wrong with it.
  return [json(), linter(view => (/^\s*[[{]/.test(view.state.doc.sliceString(0, 200)) ? parse(view) : []))];
}

/** A small editor for payloads and expressions. */
export function CodeEditor(props: CodeEditorProps) {
  const { value, label, language, problems, fault, placeholder: hint = '', className } = props;
  const hasProblems = problems !== undefined;
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const languagePart = useRef(new Compartment());
  /** What was typed and has not come back as the value yet. */
  const told = useRef(new Set<string>());

  useEffect(() => {
    const part = languagePart.current;
    const { value: initial, language: first, schema, problems, values, words } = latest.current;
    const offersValues = values !== undefined;
    const offersWords = words !== undefined;
    const older = (editor: EditorView, direction: 'older' | 'newer') => {
      const { state } = editor;
      // The arrows are the list's while it is open.
      if (completionStatus(state) === 'active') return false;
      const { number } = state.doc.lineAt(state.selection.main.head);
      if (number !== (direction === 'older' ? 1 : state.doc.lines)) return false;
      return latest.current.onHistory?.(direction) ?? false;
    };
    const editor = new EditorView({
      parent: box.current!,
      state: EditorState.create({
        doc: initial,
        extensions: [
          Prec.highest(
            keymap.of([
              {
                key: 'Mod-Enter',
                run: () => {
                  latest.current.onSubmit?.();
                  return latest.current.onSubmit !== undefined;
                },
              },
              { key: 'ArrowUp', run: editor => older(editor, 'older') },
              { key: 'ArrowDown', run: editor => older(editor, 'newer') },
            ]),
          ),
          history(),
          drawSelection(),
          bracketMatching(),
          // An expression is one line; Shift+Enter breaks it all the same.
          offersWords ? keymap.of([{ key: 'Enter', run: () => true }]) : [],
          keymap.of([...defaultKeymap, ...historyKeymap]),
          EditorView.lineWrapping,
          // It takes the keyboard by itself; the tabindex says so to who asks whether what scrolls can be reached.
          EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
          placeholder(hint),
          schema ? schemaCompletion(schema) : [],
          offersValues ? valueCompletion(() => latest.current.values!()) : [],
          offersWords ? celCompletion(() => latest.current.words!()) : [],
          part.of(languageOf(first, problems === undefined)),
          editorTheme,
          EditorView.updateListener.of(update => {
            if (!update.docChanged) return;
            const text = update.state.doc.toString();
            told.current.add(text);
            latest.current.onValue(text);
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, [label, hint]);

  useEffect(() => {
    const editor = view.current!;
    const isShown = editor.state.doc.toString() === value;
    // What comes back late, when more has been typed since, takes nothing of it away.
    if (!isShown && told.current.has(value)) return;
    if (!isShown)
      editor.dispatch({
        changes: { from: 0, to: editor.state.doc.length, insert: value },
        selection: { anchor: value.length },
      });
    told.current.clear();
  }, [value]);

  useEffect(() => {
    view.current!.dispatch({ effects: languagePart.current.reconfigure(languageOf(language, !hasProblems)) });
  }, [language, hasProblems]);

  useEffect(() => {
    if (problems) showProblems(view.current!, problems);
  }, [problems]);

  useEffect(() => {
    if (fault === undefined) return;
    const { state } = view.current!;
    const { length } = state.doc;
    const from = Math.max(0, Math.min(fault?.at ?? 0, length - 1));
    const marks = fault ? [{ from, to: length, severity: 'error' as const, message: fault.message }] : [];
    view.current!.dispatch(setDiagnostics(state, marks));
  }, [fault]);

  return (
    <div
      ref={box}
      className={cx(
        'min-h-0 overflow-hidden rounded-md border border-line bg-bg hover:border-control has-[.cm-focused]:outline-2 has-[.cm-focused]:outline-offset-1 has-[.cm-focused]:outline-accent',
        className,
      )}
    />
  );
}
