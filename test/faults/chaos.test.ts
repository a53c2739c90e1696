import { expect, test } from 'vitest';
import { chaos } from '../chaos/chaos.ts';
import { scenarios } from '../chaos/scenarios.ts';

/** The short form of `npm run chaos`: a few faults, always the same. */
test.each(scenarios)('$name: every event counts once under faults', { timeout: 180_000 }, async scenario => {
  expect(await chaos(scenario, { seed: 1 + scenarios.indexOf(scenario), faults: 6 })).toEqual([]);
});
