import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KeyRow } from '#shared/contract/keys.ts';
import { KeyTree, type TreeBounds } from './key-tree.ts';
import { flatRows, treeRows } from './tree-rows.ts';

const unbounded: TreeBounds = { nodes: Infinity, atRoot: 0, bytes: Infinity };
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

function treeOf(keys: readonly string[], bounds = unbounded, separator = ':'): KeyTree {
  const tree = new KeyTree(separator, bounds);
  for (const key of keys) tree.add(key);
  return tree;
}

/** A row as a line: "  a: 3 +" is a closed prefix of three keys, "  a:b" a key. */
function line(row: KeyRow): string {
  if (row.kind === 'gone') return '(gone)';
  const indent = '  '.repeat(row.depth);
  if (row.kind === 'key') return indent + text(row.key);
  return `${indent}${text(row.prefix)} ${row.keys} ${row.kind === 'rest' ? 'more' : row.isOpen ? '-' : '+'}`;
}
const lines = (tree: KeyTree, open: readonly string[] = []) => treeRows(tree, open, 0, 1_000).rows.map(line);

it('shows prefixes and keys in the order of their bytes, and what is in an open one under it', () => {
  const tree = treeOf(['ev:b', 'ev', 'known', 'ev:a', 'q:1:x', 'q:1:y', 'q:2', 'ev!']);
  expect(lines(tree)).toEqual(['ev', 'ev!', 'ev: 2 +', 'known', 'q: 3 +']);
  expect(lines(tree, ['q:1:', 'ev:'])).toEqual([
    'ev',
    'ev!',
    'ev: 2 -',
    '  ev:a',
    '  ev:b',
    'known',
    'q: 3 -',
    '  q:1: 2 -',
    '    q:1:x',
    '    q:1:y',
    '  q:2',
  ]);
});

it('shows a key that is alone as the key, and prefixes that are alone as one', () => {
  const tree = treeOf(['session:abc', 'a:b:c:1', 'a:b:c:2']);
  expect(lines(tree)).toEqual(['a:b:c: 2 +', 'session:abc']);
  expect(lines(tree, ['a:b:c:'])).toEqual(['a:b:c: 2 -', '  a:b:c:1', '  a:b:c:2', 'session:abc']);
  // What was open stays open when another key comes between.
  tree.add('a:x');
  expect(lines(tree, ['a:b:c:'])).toEqual([
    'a: 3 -',
    '  a:b:c: 2 -',
    '    a:b:c:1',
    '    a:b:c:2',
    '  a:x',
    'session:abc',
  ]);
});

it('holds names of odd keys: a separator at the ends, twice, alone, none, and the empty name', () => {
  const odd = ['', ':', '::', ':a', 'a:', 'a::b', 'a\0b', '\xff:\xfe'];
  const tree = treeOf(odd);
  expect(flatRows(tree, 0, 100).rows.map(line)).toEqual(odd.toSorted());
  expect(odd.some(key => tree.add(key))).toBe(false);
  const deep = ':'.repeat(100_000);
  expect(treeOf([deep, `${deep}x`]).root.held).toBe(2);
});

describe('bounds', () => {
  it('leaves room for the prefixes that come late, and counts what it does not hold', () => {
    const tree = new KeyTree(':', { nodes: 100, atRoot: 20, bytes: 1e6 });
    for (let index = 0; index < 1_000; index++) tree.add(`user:${index}`);
    for (let index = 0; index < 10; index++) tree.add(`rare${index}:1`);
    expect(tree.isWhole).toBe(false);
    expect(lines(tree).slice(0, 10)).toEqual(Array.from({ length: 10 }, (_, index) => `rare${index}:1`));
    const rows = lines(tree, ['user:']);
    expect(rows.at(10)).toBe('user: 1000 -');
    expect(rows.at(-1)).toMatch(/^ {2}user: 9\d\d more$/);
    expect(tree.find('user:')!.held + tree.find('user:')!.counted).toBe(1_000);
  });

  it('is of bytes too', () => {
    const tree = new KeyTree(':', { nodes: 1e6, atRoot: 10, bytes: 1_000 });
    for (let index = 0; index < 50; index++) tree.add(`${index}`.padEnd(100, 'x'));
    expect(tree.root).toMatchObject({ held: 10, keys: 50, counted: 40 });
  });
});

const keyNames = fc.array(
  fc
    .array(fc.constantFrom('a', 'b', 'ab', 'c', ':', ':', '\xe9', ''), { maxLength: 7 })
    .map(parts => parts.join('')),
  { maxLength: 60 },
);

it('says of keys what a plain set of their names says, in whatever order and however often they come', () => {
  fc.assert(
    fc.property(keyNames, fc.nat(50), fc.nat(20), (keys, from, count) => {
      const tree = new KeyTree(':', unbounded);
      const set = new Set<string>();
      for (const key of keys) {
        expect(tree.add(key)).toBe(!set.has(key));
        set.add(key);
      }
      const sorted = [...set].toSorted();
      expect(tree.root.keys).toBe(set.size);
      expect(tree.isWhole).toBe(true);
      expect(flatRows(tree, from, count).rows.map(line)).toEqual(sorted.slice(from, from + count));
      const every = keys.flatMap(key => [...key.matchAll(/:/g)].map(({ index }) => key.slice(0, index + 1)));
      const all = treeRows(tree, every, 0, 1e6);
      const shown = all.rows.filter(row => row.kind === 'key').map(({ key }) => text(key));
      expect(shown).toEqual(sorted);
      for (const row of all.rows)
        if (row.kind === 'prefix')
          expect(row.keys).toBe(sorted.filter(key => key.startsWith(text(row.prefix))).length);
      // A viewport is a part of it.
      expect(treeRows(tree, every, from, count).rows).toEqual(all.rows.slice(from, from + count));
    }),
  );
});

it('loses no key from its counts, whatever the bounds', () => {
  fc.assert(
    fc.property(keyNames, fc.nat(20), fc.nat(5), (keys, nodes, atRoot) => {
      const distinct = [...new Set(keys)];
      const tree = treeOf(distinct, { nodes, atRoot, bytes: Infinity });
      expect(tree.root.keys).toBe(distinct.length);
      const every = distinct.flatMap(key =>
        [...key.matchAll(/:/g)].map(({ index }) => key.slice(0, index + 1)),
      );
      const { rows } = treeRows(tree, every, 0, 1e6);
      const held = rows.filter(({ kind }) => kind === 'key').length;
      const rest = rows.reduce((sum, row) => sum + (row.kind === 'rest' ? row.keys : 0), 0);
      expect(held).toBe(tree.root.held);
      expect(held + rest).toBe(distinct.length);
      for (const row of rows)
        if (row.kind === 'prefix')
          expect(row.keys).toBe(distinct.filter(key => key.startsWith(text(row.prefix))).length);
    }),
  );
});
