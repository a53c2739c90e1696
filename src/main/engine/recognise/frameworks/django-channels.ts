import { certain, likely, messagePack, textOf, type KeyRecogniser, type Recogniser } from '../evidence.ts';

const GROUP = /^asgi__group__(.+)$/;
const SPECIFIC = /^asgispecific\./;

/** Random bytes before each message: https://github.com/django/channels_redis/blob/main/channels_redis/core.py */
const BEFORE = 12;

const keys: KeyRecogniser = {
  named: /^asgi.+/,
  types: ['zset'],
  judge: ({ key, values }) => {
    const [, group] = /^asgi:group:(.+)$/.exec(key) ?? [];
    if (group !== undefined) {
      const areChannels = values.length > 0 && values.every(value => textOf(value).includes('!'));
      return areChannels && values.every(value => textOf(value).startsWith('specific.'))
        ? certain(`channels of the group ${group}`, 'its name, and the names of channels in it')
        : likely(`channels of the group ${group}`, 'its name');
    }
    const isMessage =
      values.length > 0 &&
      values.every(value => {
        const message = messagePack(value.subarray(BEFORE));
        return typeof message === 'object' && message !== null && 'type' in message;
      });
    return isMessage
      ? certain('messages of a channel', 'its name, and MessagePack with a type after 12 bytes')
      : null;
  },
};

/** https://github.com/django/channels_redis */
export const djangoChannels: Recogniser = {
  framework: 'Django Channels',
  keys: [keys],
  channel: ({ name, payload }) => {
    const [, group] = GROUP.exec(name) ?? [];
    if (group === undefined && !SPECIFIC.test(name)) return null;
    const what = group === undefined ? 'messages of a connection' : `messages of the group ${group}`;
    const message = messagePack(payload);
    const isMessage = typeof message === 'object' && message !== null && 'type' in message;
    return isMessage
      ? certain(what, 'its name, and a map of MessagePack with a type')
      : likely(what, 'its name');
  },
};
