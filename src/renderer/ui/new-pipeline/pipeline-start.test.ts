import { describe, expect, it, test } from 'vitest';
import { readPipelines } from '#shared/pipeline/read-pipelines.ts';
import {
  freeName,
  pipelineText,
  problemOf,
  startKinds,
  startOf,
  type PipelineStart,
} from './pipeline-start.ts';

const read = (start: PipelineStart) =>
  readPipelines(pipelineText(start, 'Orders'), { environment: {}, fallbackName: 'x' });
const sourceOf = (start: PipelineStart) => {
  const result = read(start);
  return result.ok ? result.pipelines[0]!.source : result.problems;
};

test.each(startKinds)('a pipeline that begins with %s has no mistakes as it is', from => {
  const text = startOf(from).asks?.example ?? '';
  expect(read({ from, text })).toMatchObject({ ok: true, pipelines: [{ name: 'Orders', id: 'orders' }] });
});

describe('what was typed', () => {
  it('becomes channels and patterns, with names that have spaces', () => {
    expect(sourceOf({ from: 'channel', text: String.raw` a\x20b news.*  a\x20b` })).toMatchObject({
      channels: ['a b'],
      patterns: ['news.*'],
    });
  });

  it('takes the filter of the screen along', () => {
    expect(read({ from: 'stream', text: 'orders', where: ' event.type == "paid" ' })).toMatchObject({
      pipelines: [{ where: 'event.type == "paid"' }],
    });
    expect(pipelineText({ from: 'stream', text: 'orders', where: ' ' }, 'x')).not.toContain('where');
  });

  it.each<[PipelineStart, RegExp]>([
    [{ from: 'channel', text: '  ' }, /^Enter a channel/],
    [{ from: 'stream', text: String.raw`a\xff` }, /is not UTF-8/],
    [{ from: 'stream', text: 'a${b}' }, /variable/],
    [{ from: 'list', text: 'a b' }, /^Enter one list/],
    [{ from: 'sse', text: 'ftp://x' }, /http:/],
    [{ from: 'jsonl', text: '' }, /path/],
  ])('%o cannot begin a pipeline, and says why', (start, problem) => {
    expect(problemOf(start)).toMatch(problem);
    expect(() => pipelineText(start, 'x')).toThrow(problem);
  });
});

it('finds a name that no other file has', () => {
  const taken = [{ name: 'orders' }, { name: 'orders 2' }, { name: 'other' }];
  expect(freeName('orders', taken)).toBe('orders 3');
  expect(freeName('clicks', taken)).toBe('clicks');
});
