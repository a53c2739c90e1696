import { CompletionContext } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import { expect, test } from 'vitest';
import { completeValue } from './value-completion.ts';

const values = [{ name: 'uuid', example: 'uuid()', does: 'a random id', result: '5f0c' }];
/** Completed where the text has a bar. */
const at = (marked: string) => {
  const pos = marked.indexOf('|');
  const state = EditorState.create({ doc: marked.replace('|', '') });
  return completeValue(new CompletionContext(state, pos, false), async () => values);
};

test('two brackets open the list of values, with what each makes', async () => {
  const result = await at('{"id":"{{|"}');
  expect(result).toMatchObject({ from: 9 });
  expect(result!.options).toMatchObject([{ displayLabel: 'uuid()', detail: '→ 5f0c', apply: 'uuid()}}' }]);
  expect(await at('{{uu|}}')).toMatchObject({ from: 2, options: [{ apply: 'uuid()' }] });
});

test('elsewhere there is none, which is said at once', () => {
  expect(at('{"id": uu|')).toBeNull();
  expect(at('{{uuid()}} and uu|')).toBeNull();
});
