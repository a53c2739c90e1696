import { certain, hasMembers, jsonObject, likely, textOf, UUID, type Recogniser } from '../evidence.ts';

const KEY = /^(?:.+:)?dramatiq:(.+)$/;
const ID = new RegExp(`^${UUID}$`);

/** https://github.com/Bogdanp/dramatiq/tree/master/dramatiq/brokers/redis */
export const dramatiq: Recogniser = {
  framework: 'Dramatiq',
  keys: [
    {
      named: KEY,
      looksUp: name => [{ key: `${name}.msgs` }],
      judge: ({ key, type, fields, values, beside }) => {
        const [, queue = ''] = KEY.exec(key) ?? [];
        if (queue === '__heartbeats__' && type === 'zset')
          return likely('heartbeats of the workers', 'its name');
        if (queue.startsWith('__acks__.') && type === 'set')
          return likely('messages that a worker has taken', 'its name');
        const what = queue.includes('.XQ')
          ? 'dead letters'
          : queue.includes('.DQ')
            ? 'delayed messages'
            : 'messages';
        const of = `${what} of the queue ${queue.replace(/(?:\.[DX]Q)?(?:\.msgs)?$/, '')}`;
        if (type === 'hash' && queue.endsWith('.msgs')) {
          const areMessages = fields.every(([, message]) =>
            hasMembers(jsonObject(message), 'queue_name', 'actor_name', 'message_id', 'message_timestamp'),
          );
          return areMessages && fields.length > 0
            ? certain(of, 'its name, and messages with queue_name, actor_name and message_id')
            : likely(of, 'its name');
        }
        const areIds = values.length > 0 && values.every(value => ID.test(textOf(value)));
        return areIds && beside({ key: `${key}.msgs` }) === 'hash'
          ? likely(of, `its name, ids of messages, and the key ${key}.msgs`)
          : null;
      },
    },
  ],
};
