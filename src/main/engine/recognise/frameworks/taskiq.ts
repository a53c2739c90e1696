import { areObjectsWith, hasOnly, likely, type Recogniser } from '../evidence.ts';

/** https://github.com/taskiq-python/taskiq-redis */
export const taskiq: Recogniser = {
  framework: 'Taskiq',
  keys: [
    {
      named: /./,
      types: ['list'],
      judge: evidence =>
        areObjectsWith(evidence, 'task_id', 'task_name', 'labels', 'args', 'kwargs')
          ? likely('a queue of tasks', 'task_id, task_name, labels, args and kwargs in its messages')
          : null,
    },
  ],
  stream: evidence =>
    evidence.groups.includes('taskiq') && hasOnly(evidence, 'data')
      ? likely('a queue of tasks', 'the group taskiq, and data as the only field')
      : null,
};
