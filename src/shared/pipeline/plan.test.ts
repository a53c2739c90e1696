import { expect, test } from 'vitest';
import { compilePlan } from './plan.ts';
import { pipelineSchema } from './schema.ts';

test.each([
  [{ lateness: '2s' }, 10_000],
  [{ lateness: '20s' }, 20_000],
  [{ lateness: '20s', idle: '500ms' }, 500],
])('time goes on without events: %j', (more, idleMs) => {
  const file = pipelineSchema.parse({
    source: { type: 'stream', keys: ['events'] },
    window: { type: 'tumbling', size: '10s', time: { event: 'event.t', ...more } },
    aggregate: { n: { count: true } },
    sinks: [{ type: 'stdout' }],
  });
  expect(compilePlan({ ...file, name: 'Idle', id: 'idle' }).eventTime).toMatchObject({ idleMs });
});
