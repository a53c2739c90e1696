import { certain, hasFields, likely, UUID, type KeyRecogniser, type Recogniser } from '../evidence.ts';

const CHANNEL =
  /^(.+):([^:]+):(waiting|active|progress|completed|failed|stalled|delayed|paused|resumed|drained)(?:@(.+))?$/;
const TOKEN = new RegExp(`^${UUID}$`);

const JOB_PART = /:(?:lock|logs)$/;

/** The names may be BullMQ's, too, which has a hash `meta` beside them. So it is never certain. */
const keys: KeyRecogniser = {
  named: /^.+:[^:]+:[^:]+$/,
  looksUp: name => {
    const { base } = partsOf(name);
    return [{ key: `${base}:id` }, { key: `${base}:meta` }];
  },
  judge: evidence => {
    const { key, type, beside } = evidence;
    const { base, prefix, queue, part } = partsOf(key);
    if (beside({ key: `${base}:id` }) !== 'string' || beside({ key: `${base}:meta` }) !== null) return null;
    if (type === 'hash' && hasFields(evidence, 'name', 'data', 'opts', 'timestamp', 'delay'))
      return likely(`a job of the queue ${queue}`, `the fields of a job, and the key ${base}:id`);
    return prefix === 'bull'
      ? likely(`${part} of the queue ${queue}`, `its name, and the key ${base}:id`)
      : null;
  },
};

/** Prefix, queue, and what it is of the queue: also of one of its jobs (`7:lock`). */
function partsOf(key: string): { base: string; prefix: string; queue: string; part: string } {
  const parts = key.split(':');
  const last = JOB_PART.test(key) && parts.length > 3 ? 2 : 1;
  const before = parts.slice(0, -last);
  return {
    base: before.join(':'),
    prefix: before.slice(0, -1).join(':'),
    queue: before.at(-1)!,
    part: parts.slice(-last).join(':'),
  };
}

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
