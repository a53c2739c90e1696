import { certain, likely, textOf, UUID, type Recogniser } from '../evidence.ts';

const ID = new RegExp(`^${UUID}$`);

/** https://github.com/hibiken/asynq */
export const asynq: Recogniser = {
  framework: 'asynq',
  channel: ({ name, payload }) => {
    if (name !== 'asynq:cancel') return null;
    return payload && ID.test(textOf(payload))
      ? certain('tasks that were cancelled', 'its name, and the id of a task')
      : likely('tasks that were cancelled', 'its name');
  },
};
