import { certain, fieldOf, likely, type Recogniser } from '../evidence.ts';

/** https://watermill.io/pubsubs/redisstream/ */
export const watermill: Recogniser = {
  framework: 'Watermill',
  stream: evidence => {
    if (!fieldOf(evidence, '_watermill_message_uuid')) return null;
    const isWhole = fieldOf(evidence, 'payload') !== undefined && fieldOf(evidence, 'metadata') !== undefined;
    return isWhole
      ? certain('messages', 'the field _watermill_message_uuid, with metadata and payload')
      : likely('messages', 'the field _watermill_message_uuid');
  },
};
