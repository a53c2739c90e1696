import { hasOnly, likely, type Recogniser } from '../evidence.ts';

/** https://github.com/taskiq-python/taskiq-redis */
export const taskiq: Recogniser = {
  framework: 'Taskiq',
  stream: evidence =>
    evidence.groups.includes('taskiq') && hasOnly(evidence, 'data')
      ? likely('a queue of tasks', 'the group taskiq, and data as the only field')
      : null,
};
