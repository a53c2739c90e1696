/** What events go through, in this order. `having` is asked of rows. */
export const stepNames = [
  'source',
  'decode',
  'where',
  'sample',
  'dedupe',
  'rateLimit',
  'lookup',
  'select',
  'groupBy',
  'window',
  'aggregate',
  'having',
  'sinks',
] as const;

export type StepName = (typeof stepNames)[number];
