import { expect, it } from 'vitest';
import { stepNames } from '#shared/pipeline/steps.ts';
import { pipelineFields } from './form/shapes.ts';
import { readDocument } from './document.ts';
import { stepsOf, stepSummary, withStep } from './steps.ts';

it.each([
  ['source', { type: 'channel', patterns: ['orders.*'] }, 'source · channel', 'orders.*'],
  ['source', undefined, 'source · ?', ''],
  ['decode', undefined, 'decode', 'json'],
  ['decode', ['base64', 'gzip'], 'decode', 'base64 → gzip → json'],
  ['sample', { share: 0.1, by: 'event.user' }, 'sample', '10 % by event.user'],
  ['rateLimit', { events: 5 }, 'rate limit', '5 per 1s'],
  [
    'window',
    { type: 'sliding', size: '1m', every: '10s' },
    'window · sliding',
    '1m · every 10s · processing',
  ],
  [
    'window',
    { type: 'session', gap: '5s', time: { event: 'event.at' } },
    'window · session',
    '5s · event time',
  ],
  ['sinks', [{ type: 'chart' }, { type: 'list', key: 'out' }], 'sinks', 'chart, list out'],
  ['aggregate', { n: { count: true } }, 'aggregate', 'n'],
  ['where', 7, 'where', '7'],
])('the card of %s %j', (step, value, title, text) => {
  expect(stepSummary(step, value)).toEqual({ title, text });
});

it('every step that can be absent can be added, one that this module does not know too', () => {
  const text = '{"source": {"type": "list", "key": "in"}, "sinks": [{"type": "chart"}]}';
  const read = readDocument(text, 'File');
  const part = read.isReadable ? read.pipelines[0]! : null;
  const absent = stepsOf(part!.value, stepNames).filter(({ isThere }) => !isThere);
  expect(absent.map(({ step }) => step)).toContain('rateLimit');
  for (const { step } of absent) {
    expect(pipelineFields.has(step)).toBe(true);
    expect(JSON.parse(withStep(text, part!, step))).toHaveProperty(step);
  }
});
