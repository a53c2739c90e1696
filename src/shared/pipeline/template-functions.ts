/** What a template knows beside CEL itself, each with an example of it. */
export const templateFunctions = [
  { name: 'seq', example: 'seq', does: 'counts from 0' },
  { name: 'now', example: 'now()', does: 'the time, ISO 8601' },
  { name: 'uuid', example: 'uuid()', does: 'a random id' },
  { name: 'randInt', example: 'randInt(1,10)', does: 'a whole number, both ends included' },
  { name: 'pick', example: 'pick(["a","b"])', does: 'one of a list' },
  { name: 'gauss', example: 'gauss(20.0,2.0)', does: 'mean and standard deviation' },
] as const;
