import {
  certain,
  hasFields,
  likely,
  textOf,
  UUID,
  type KeyRecogniser,
  type Recogniser,
} from '../evidence.ts';

const ID = new RegExp(`^${UUID}$`);

const KEY = /^asynq:\{([^}]+)\}:(.+)$/;
const PARTS =
  /^(?:pending|active|scheduled|retry|archived|completed|lease|paused|groups|processed.*|failed.*|[tg]:.+|unique:.+)$/;

const keys: KeyRecogniser = {
  named: /^asynq:/,
  looksUp: () => [{ key: 'asynq:queues' }],
  judge: evidence => {
    const [, queue, part = ''] = KEY.exec(evidence.key) ?? [];
    if (queue === undefined)
      return /^asynq:(?:queues|servers|workers|schedulers)(?::.+)?$/.test(evidence.key)
        ? likely(evidence.key.slice('asynq:'.length), 'its name')
        : null;
    if (!PARTS.test(part)) return null;
    if (part.startsWith('t:') && evidence.type === 'hash' && hasFields(evidence, 'msg', 'state'))
      return certain(`a task of the queue ${queue}`, 'its name, and the fields msg and state');
    return evidence.beside({ key: 'asynq:queues' }) === 'set'
      ? likely(`${part} of the queue ${queue}`, 'its name, and the key asynq:queues')
      : likely(`${part} of the queue ${queue}`, 'its name');
  },
};

/** https://github.com/hibiken/asynq */
export const asynq: Recogniser = {
  framework: 'asynq',
  keys: [keys],
  channel: ({ name, payload }) => {
    if (name !== 'asynq:cancel') return null;
    return payload && ID.test(textOf(payload))
      ? certain('tasks that were cancelled', 'its name, and the id of a task')
      : likely('tasks that were cancelled', 'its name');
  },
};
