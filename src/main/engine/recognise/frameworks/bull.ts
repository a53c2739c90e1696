import { certain, likely, UUID, type Recogniser } from '../evidence.ts';

const CHANNEL =
  /^(.+):([^:]+):(waiting|active|progress|completed|failed|stalled|delayed|paused|resumed|drained)(?:@(.+))?$/;
const TOKEN = new RegExp(`^${UUID}$`);

/** Bull 3 and 4: https://github.com/OptimalBits/bull */
export const bull: Recogniser = {
  framework: 'Bull',
  looksUp: name => {
    const [, prefix, queue] = CHANNEL.exec(name) ?? [];
    return prefix === undefined ? [] : [{ key: `${prefix}:${queue}:id` }];
  },
  channel: ({ name, beside }) => {
    const [, prefix, queue, event, token] = CHANNEL.exec(name) ?? [];
    if (prefix === undefined) return null;
    const what = `${event} of the queue ${queue}`;
    const hasId = beside({ key: `${prefix}:${queue}:id` }) === 'string';
    if (token !== undefined && TOKEN.test(token) && hasId)
      return certain(what, `the token in its name, and the key ${prefix}:${queue}:id`);
    if (hasId && prefix === 'bull') return likely(what, `its name, and the key ${prefix}:${queue}:id`);
    return token !== undefined && TOKEN.test(token) ? likely(what, 'the token in its name') : null;
  },
};
