import { expect, it } from 'vitest';
import { highlightRuns } from './json-line.tsx';

it('colours keys and values and keeps every character', () => {
  const runs = highlightRuns('{"a": [1,true]}', 100);
  expect(runs.map(run => run.text).join('')).toBe('{"a": [1,true]}');
  expect(runs.filter(run => run.className).map(run => `${run.className} ${run.text}`)).toEqual([
    'json-key "a"',
    'json-number 1',
    'json-literal true',
  ]);
});

it('leaves other text alone', () => {
  expect(highlightRuns('true story, 42', 100)).toEqual([{ text: 'true story, 42', className: undefined }]);
});

it('looks at no more than it may', () => {
  expect(
    highlightRuns('{"key":"a very long text"}', 8)
      .map(run => run.text)
      .join(''),
  ).toBe('{"key":"');
});
