import {
  certain,
  fieldOf,
  hasMembers,
  hasOnly,
  likely,
  objectOf,
  textOf,
  type Recogniser,
} from '../evidence.ts';

/** https://symfony.com/doc/current/messenger.html#redis-transport */
export const symfony: Recogniser = {
  framework: 'Symfony Messenger',
  stream: evidence => {
    if (!hasOnly(evidence, 'message')) return null;
    const text = textOf(fieldOf(evidence, 'message'));
    // As phpredis has it: a string of PHP with the JSON in it.
    const json = /^s:\d+:"(.*)";$/s.exec(text)?.[1] ?? text;
    const isEnvelope = hasMembers(objectOf(json), 'body', 'headers');
    const isGroup = evidence.groups.includes('symfony');
    if (isEnvelope && isGroup)
      return certain('messages', 'the group symfony, and message with body and headers');
    return isEnvelope || (isGroup && evidence.key === 'messages')
      ? likely('messages', isGroup ? 'the group symfony' : 'message with body and headers')
      : null;
  },
};
