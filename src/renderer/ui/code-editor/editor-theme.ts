import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The program's look for CodeMirror; colours are variables, so a change of theme needs nothing here. */
export const editorTheme = [
  EditorView.theme({
    '&': { height: '100%', fontSize: '12px', backgroundColor: 'transparent', color: 'var(--text)' },
    '&.cm-focused': { outline: 'none' },
    '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '18px', overflow: 'auto' },
    '.cm-content': { padding: '5px 0', caretColor: 'var(--text)' },
    '.cm-line': { padding: '0 9px' },
    '.cm-cursor': { borderLeftColor: 'var(--text)' },
    '.cm-placeholder': { color: 'var(--muted)' },
    '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': {
      background: 'color-mix(in srgb, var(--accent) 30%, transparent) !important',
    },
    '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
      background: 'var(--hover)',
      outline: '1px solid var(--control)',
    },
    '.cm-tooltip': {
      background: 'var(--raised)',
      border: '1px solid var(--line)',
      borderRadius: '6px',
      color: 'var(--text)',
    },
    '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-mono)', maxHeight: '12em' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '2px 8px', lineHeight: '18px' },
    '.cm-tooltip-autocomplete ul li[aria-selected]': {
      background: 'var(--accent-bg)',
      color: 'var(--accent-text)',
    },
    '.cm-completionDetail': { fontStyle: 'normal', color: 'var(--muted)' },
    '.cm-tooltip.cm-completionInfo': { padding: '4px 8px' },
    '.cm-lintRange-error': {
      backgroundImage: 'none',
      textDecoration: 'underline wavy var(--danger)',
      textUnderlineOffset: '3px',
    },
    '.cm-diagnostic-error': { borderLeftColor: 'var(--danger)' },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: tags.propertyName, color: 'var(--syntax-key)' },
      { tag: tags.string, color: 'var(--syntax-string)' },
      { tag: tags.number, color: 'var(--syntax-number)' },
      { tag: [tags.bool, tags.null, tags.keyword], color: 'var(--syntax-literal)' },
    ]),
  ),
];
