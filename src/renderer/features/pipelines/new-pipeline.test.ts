import { expect, test } from 'vitest';
import { readPipelines } from '#shared/pipeline/read-pipelines.ts';
import { freeName, newPipelineText } from './new-pipeline.ts';

test('a new pipeline has no mistakes, and its name is no other one', () => {
  expect(freeName([])).toBe('New pipeline');
  const name = freeName([{ name: 'New pipeline' }, { name: 'New pipeline 2' }, { name: 'Other' }]);
  const read = readPipelines(newPipelineText(name), { environment: {}, fallbackName: 'x' });
  expect(read).toMatchObject({ ok: true, name: 'New pipeline 3', pipelines: [{ id: 'new-pipeline-3' }] });
});
