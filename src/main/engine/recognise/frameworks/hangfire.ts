import { certain, likely, type Recogniser } from '../evidence.ts';

/** https://github.com/marcoCasamento/Hangfire.Redis.StackExchange */
export const hangfire: Recogniser = {
  framework: 'Hangfire',
  channel: ({ name }) => {
    if (name === '{hangfire}:JobFetchChannel') return certain('jobs to fetch', 'its name');
    return name.endsWith(':JobFetchChannel') ? likely('jobs to fetch', 'its name') : null;
  },
};
