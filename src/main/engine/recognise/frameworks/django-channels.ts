import { certain, likely, messagePack, type Recogniser } from '../evidence.ts';

const GROUP = /^asgi__group__(.+)$/;
const SPECIFIC = /^asgispecific\./;

/** https://github.com/django/channels_redis */
export const djangoChannels: Recogniser = {
  framework: 'Django Channels',
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
