import { certain, hasMembers, jsonObject, likely, type Recogniser } from '../evidence.ts';

const PREFIX = /(?:-database-|_database_)/;

/** https://laravel.com/docs/broadcasting */
export const laravel: Recogniser = {
  framework: 'Laravel',
  channel: ({ name, payload }) => {
    const message = jsonObject(payload);
    if (!hasMembers(message, 'event', 'data', 'socket') || Object.keys(message).length !== 3) return null;
    return PREFIX.test(name)
      ? certain('broadcasts', 'the prefix of its name, and event, data and socket in the message')
      : likely('broadcasts', 'event, data and socket in the message');
  },
};
