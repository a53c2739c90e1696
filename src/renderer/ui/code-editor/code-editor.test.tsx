import { EditorView } from '@codemirror/view';
import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { setUpPage } from '../../../../test/support/page.tsx';
import { CodeEditor } from './code-editor.tsx';

setUpPage();

const editor = (value: string) => (
  <CodeEditor value={value} onValue={() => {}} label="Payload" language="text" />
);
const text = (view: EditorView) => view.state.doc.toString();

it('a value that comes back late takes nothing away that was typed since; another one replaces it', () => {
  const { rerender } = render(editor(''));
  const view = EditorView.findFromDOM(screen.getByRole('textbox', { name: 'Payload' }))!;
  const type = (insert: string) => view.dispatch({ changes: { from: view.state.doc.length, insert } });
  type('a');
  type('b');
  rerender(editor('a'));
  expect(text(view)).toBe('ab');
  rerender(editor('ab'));
  expect(text(view)).toBe('ab');
  // Undone by whoever owns the value: it is no echo any more.
  rerender(editor('a'));
  expect(text(view)).toBe('a');
  rerender(editor('other'));
  expect(text(view)).toBe('other');
});

it('values that come in turn are shown in turn, as those of a history are', () => {
  const { rerender } = render(editor(''));
  const view = EditorView.findFromDOM(screen.getByRole('textbox', { name: 'Payload' }))!;
  for (const value of ['older', 'newer', 'older', 'newer']) {
    rerender(editor(value));
    expect(text(view)).toBe(value);
  }
});
