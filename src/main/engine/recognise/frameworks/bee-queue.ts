import { certain, hasMembers, jsonObject, likely, type Recogniser } from '../evidence.ts';

/** https://github.com/bee-queue/bee-queue */
export const beeQueue: Recogniser = {
  framework: 'bee-queue',
  channel: ({ name, payload }) => {
    const [, queue] = /^bq:(.+):events$/.exec(name) ?? [];
    if (queue === undefined) return null;
    const what = `events of the queue ${queue}`;
    return hasMembers(jsonObject(payload), 'id', 'event')
      ? certain(what, 'its name, and id and event in the message')
      : likely(what, 'its name');
  },
};
