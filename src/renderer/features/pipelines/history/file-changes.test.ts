import { expect, it } from 'vitest';
import { changesOf } from './file-changes.ts';

const lines = (count: number) => Array.from({ length: count }, (_, n) => `"line": ${n}`);

it('shows what was changed with three lines around it, each change in a part of its own', () => {
  const before = lines(40);
  const after = before.with(5, '"line": "five"').toSpliced(30, 1);
  const parts = changesOf(before.join('\n'), after.join('\n'))!;
  expect(parts).toHaveLength(2);
  expect(parts[0]!.filter(({ kind }) => kind !== 'same')).toEqual([
    { kind: 'removed', text: '"line": 5' },
    { kind: 'added', text: '"line": "five"' },
  ]);
  expect(parts[0]).toHaveLength(8);
  expect(parts[1]!.filter(({ kind }) => kind !== 'same')).toEqual([{ kind: 'removed', text: '"line": 30' }]);
});

it('says nothing of texts that are the same, and no word of a missing end of line', () => {
  expect(changesOf('a\n', 'a\n')).toEqual([]);
  expect(changesOf('a', 'b')).toEqual([
    [
      { kind: 'removed', text: 'a' },
      { kind: 'added', text: 'b' },
    ],
  ]);
});

it('gives up texts that have next to nothing in common', () => {
  const other = lines(6_000).map(line => `${line}, other`);
  expect(changesOf(lines(6_000).join('\n'), other.join('\n'))).toBeNull();
});
