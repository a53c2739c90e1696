import { certain, hasMembers, jsonObject, likely, type Recogniser } from '../evidence.ts';

/** https://docs.nestjs.com/microservices/redis */
export const nest: Recogniser = {
  framework: 'Nest',
  channel: ({ name, payload }) => {
    const message = jsonObject(payload);
    if (!message) return null;
    if (name.endsWith('.reply') && hasMembers(message, 'id', 'isDisposed'))
      return certain('replies', 'its name, and id and isDisposed in the message');
    if (!hasMembers(message, 'pattern', 'data')) return null;
    const pattern = typeof message.pattern === 'string' ? message.pattern : JSON.stringify(message.pattern);
    if (pattern !== name) return null;
    return typeof message.id === 'string'
      ? certain('requests', 'its own name as the pattern, and an id')
      : likely('events', 'its own name as the pattern');
  },
};
