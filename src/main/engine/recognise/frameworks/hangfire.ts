import { certain, hasFields, likely, type Recogniser } from '../evidence.ts';

/** https://github.com/marcoCasamento/Hangfire.Redis.StackExchange */
export const hangfire: Recogniser = {
  framework: 'Hangfire',
  keys: [
    {
      named:
        /^\{?hangfire\}?:(?:job|queue|queues|server|servers|schedule|processing|succeeded|failed|deleted|awaiting|stats|recurring-jobs?)(?::.+)?$/,
      judge: evidence => {
        const isJob =
          evidence.key.includes(':job:') &&
          evidence.type === 'hash' &&
          hasFields(evidence, 'Type', 'Method', 'ParameterTypes');
        return isJob
          ? certain('a job', 'its name, and the fields Type, Method and ParameterTypes')
          : likely('jobs', 'its name');
      },
    },
  ],
  channel: ({ name }) => {
    if (name === '{hangfire}:JobFetchChannel') return certain('jobs to fetch', 'its name');
    return name.endsWith(':JobFetchChannel') ? likely('jobs to fetch', 'its name') : null;
  },
};
