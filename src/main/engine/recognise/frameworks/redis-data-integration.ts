import { fieldOf, likely, textOf, type Recogniser } from '../evidence.ts';

/** https://redis.io/docs/latest/integrate/redis-data-integration/ */
export const redisDataIntegration: Recogniser = {
  framework: 'Redis Data Integration',
  stream: evidence =>
    /^[crud]$/.test(textOf(fieldOf(evidence, 'op_code')))
      ? likely('changes of a table', 'the field op_code')
      : null,
};
