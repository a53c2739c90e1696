import { certain, hasFields, likely, UUID, type KeyRecogniser, type Recogniser } from '../evidence.ts';

const CHANNEL =
  /^(.+):([^:]+):(waiting|active|progress|completed|failed|stalled|delayed|paused|resumed|drained)(?:@(.+))?$/;
const TOKEN = new RegExp(`^${UUID}$`);

/** Its jobs have numbers, or ids that a person gives; those are known only by their fields. */
const KEY =
  /^(.+):([^:]+):(wait|active|paused|delayed|priority|completed|failed|stalled|stalled-check|id|meta-paused|repeat|limiter|[^:]+)(:(?:lock|logs))?$/;

/** The same names as BullMQ's, which has a hash `meta` beside them. So it is never certain. */
const keys: KeyRecogniser = {
  named: KEY,
  looksUp: name => {
    const [, prefix, queue] = KEY.exec(name) ?? [];
    return [{ key: `${prefix}:${queue}:id` }, { key: `${prefix}:${queue}:meta` }];
  },
  judge: evidence => {
    const { key, type, beside } = evidence;
    const [, prefix, queue, part] = KEY.exec(key) ?? [];
    const id = `${prefix}:${queue}:id`;
    if (beside({ key: id }) !== 'string' || beside({ key: `${prefix}:${queue}:meta` }) !== null) return null;
    if (type === 'hash' && hasFields(evidence, 'name', 'data', 'opts', 'timestamp', 'delay'))
      return likely(`a job of the queue ${queue}`, `the fields of a job, and the key ${id}`);
    return prefix === 'bull' ? likely(`${part} of the queue ${queue}`, `its name, and the key ${id}`) : null;
  },
};

/** Bull 3 and 4: https://github.com/OptimalBits/bull */
export const bull: Recogniser = {
  framework: 'Bull',
  keys: [keys],
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
