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
  keys: [
    {
      named: /__queue$/,
      types: ['zset'],
      looksUp: name => [{ key: name.slice(0, -'__queue'.length) }],
      judge: ({ key, values, beside }) => {
        const stream = key.slice(0, -'__queue'.length);
        if (beside({ key: stream }) !== 'stream') return null;
        return values.length > 0 && values.every(value => isEnvelopeIn(textOf(value)))
          ? certain(
              `delayed messages of ${stream}`,
              'the stream beside it, and members with body and headers',
            )
          : likely(`delayed messages of ${stream}`, 'its name, and the stream beside it');
      },
    },
  ],
  stream: evidence => {
    if (!hasOnly(evidence, 'message')) return null;
    const text = textOf(fieldOf(evidence, 'message'));
    const isEnvelope = isEnvelopeIn(text);
    const isGroup = evidence.groups.includes('symfony');
    if (isEnvelope && isGroup)
      return certain('messages', 'the group symfony, and message with body and headers');
    return isEnvelope || (isGroup && evidence.key === 'messages')
      ? likely('messages', isGroup ? 'the group symfony' : 'message with body and headers')
      : null;
  },
};

/** @param text as phpredis has it: a string of PHP with the JSON in it; or the JSON alone */
function isEnvelopeIn(text: string): boolean {
  const json = /^s:\d+:"(.*)";$/s.exec(text)?.[1] ?? text;
  return hasMembers(objectOf(json), 'body', 'headers');
}
