import { expect, test } from 'vitest';
import { chaos } from '../chaos/chaos.ts';
import { scenarios } from '../chaos/scenarios.ts';

/** The short form of `npm run chaos`: a few faults of a few scenarios, always the same. */
const short = new Set([
  'a group of two into a time series',
  'a list into rows of the time of processing',
  'an event stream into rows of event time',
]);

test.each(scenarios.filter(({ name }) => short.has(name)))(
  '$name: every event counts as promised, under faults',
  async scenario => {
    expect(await chaos(scenario, { seed: 7 + scenarios.indexOf(scenario), faults: 5 })).toEqual([]);
  },
);
