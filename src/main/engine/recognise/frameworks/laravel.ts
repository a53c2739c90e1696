import {
  areObjectsWith,
  certain,
  hasMembers,
  jsonObject,
  likely,
  type KeyRecogniser,
  type Recogniser,
} from '../evidence.ts';

const PREFIX = /(?:-database-|_database_)/;

const QUEUE = /(?:^|[^A-Za-z0-9])queues:([^:]+)(?::(delayed|reserved|notify))?$/;

/** https://laravel.com/docs/queues */
const keys: KeyRecogniser = {
  named: QUEUE,
  types: ['list', 'zset'],
  looksUp: name => (name.endsWith(':notify') ? [{ key: name.slice(0, -':notify'.length) }] : []),
  judge: evidence => {
    const [, queue, part = 'jobs'] = QUEUE.exec(evidence.key) ?? [];
    const what = `${part} of the queue ${queue}`;
    if (part === 'notify')
      return evidence.beside({ key: evidence.key.slice(0, -':notify'.length) }) === 'list'
        ? likely(what, 'its name, and the list beside it')
        : null;
    return areObjectsWith(evidence, 'uuid', 'displayName', 'job', 'data')
      ? certain(what, 'its name, and jobs with uuid, displayName, job and data')
      : null;
  },
};

/** https://laravel.com/docs/broadcasting */
export const laravel: Recogniser = {
  framework: 'Laravel',
  keys: [keys],
  channel: ({ name, payload }) => {
    const message = jsonObject(payload);
    if (!hasMembers(message, 'event', 'data', 'socket') || Object.keys(message).length !== 3) return null;
    return PREFIX.test(name)
      ? certain('broadcasts', 'the prefix of its name, and event, data and socket in the message')
      : likely('broadcasts', 'event, data and socket in the message');
  },
};
