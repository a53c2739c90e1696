import { CompletionContext } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import { expect, it } from 'vitest';
import { completeWord } from './cel-completion.ts';

const words = [
  { text: 'event.country', detail: 'text' },
  { text: 'event.amount', detail: 'number' },
  { text: 'meta.channel', detail: '' },
];
const offered = (text: string, explicit = false) =>
  completeWord(
    new CompletionContext(EditorState.create({ doc: text }), text.length, explicit),
    words,
  )?.options.map(({ label }) => label) ?? [];

it('fields go on with what is typed, from the beginning of the path or from its name', () => {
  expect(offered('event.')).toEqual(expect.arrayContaining(['event.country', 'event.amount']));
  expect(offered('cou')).toEqual(['event.country']);
  expect(offered('event.amount > 1 && me')).toEqual(['meta.channel']);
});

it('functions are offered by their name, and as methods of a field', () => {
  expect(offered('si')).toEqual(['size(']);
  expect(offered('event.country.starts')).toEqual(['event.country.startsWith(']);
});

it('inside of quotes nothing is offered; on demand all is', () => {
  expect(offered('event.country == "ev')).toEqual([]);
  expect(offered('')).toEqual([]);
  expect(offered('', true)).toEqual(expect.arrayContaining(['event.country', 'size(']));
});
