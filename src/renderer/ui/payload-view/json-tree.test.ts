import { expect, it } from 'vitest';
import { pathOf, treeRows } from './json-tree.tsx';

const text = '{"a":[1,{"b":2}],"c":3}';
const shape = (open: number[]) =>
  treeRows(text, new Set(open)).map(({ node, depth }) => `${depth} ${text.slice(node.start, node.end)}`);

it('shows the members of what is open, in order', () => {
  expect(shape([])).toEqual([`0 ${text}`]);
  expect(shape([0])).toEqual([`0 ${text}`, '1 [1,{"b":2}]', '1 3']);
  expect(shape([0, 5])).toEqual([`0 ${text}`, '1 [1,{"b":2}]', '2 1', '2 {"b":2}', '1 3']);
});

it('does not show what is open inside something closed', () => {
  expect(shape([5])).toEqual([`0 ${text}`]);
});

it('knows the way to each value, keys as they are meant', () => {
  const escaped = String.raw`{"a":[1,{"b\n\u00e9":2}]}`;
  const rows = treeRows(escaped, new Set([0, 5, 8]));
  expect(rows.map(pathOf)).toEqual([[], ['a'], ['a', 0], ['a', 1], ['a', 1, 'b\né']]);
});
