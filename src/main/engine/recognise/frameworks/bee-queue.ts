import {
  certain,
  hasMembers,
  jsonObject,
  likely,
  textOf,
  type KeyRecogniser,
  type Recogniser,
} from '../evidence.ts';

const KEY = /^bq:(.+):(jobs|waiting|active|succeeded|failed|delayed|stalling|stallBlock|id)$/;

const keys: KeyRecogniser = {
  named: KEY,
  looksUp: name => [{ key: `bq:${KEY.exec(name)?.[1]}:jobs` }],
  judge: ({ key, type, fields, beside }) => {
    const [, queue, part] = KEY.exec(key) ?? [];
    const what = `${part} of the queue ${queue}`;
    const areJobs =
      part === 'jobs' &&
      type === 'hash' &&
      fields.length > 0 &&
      fields.every(([, job]) => hasMembers(jsonObject(job), 'data', 'options', 'status', 'progress'));
    if (areJobs) return certain(what, 'its name, and jobs with data, options, status and progress');
    return beside({ key: `bq:${queue}:jobs` }) === 'hash' && part !== 'jobs'
      ? likely(what, `its name, and the key bq:${queue}:jobs`)
      : null;
  },
};

/** https://github.com/bee-queue/bee-queue */
export const beeQueue: Recogniser = {
  framework: 'bee-queue',
  keys: [keys],
  channel: ({ name, payload }) => {
    const [, delayed] = /^bq:(.+):earlierDelayed$/.exec(name) ?? [];
    if (delayed !== undefined && /^\d{13}$/.test(textOf(payload ?? undefined)))
      return likely(`when a job of the queue ${delayed} is due`, 'its name, and a time in ms');
    const [, queue] = /^bq:(.+):events$/.exec(name) ?? [];
    if (queue === undefined) return null;
    const what = `events of the queue ${queue}`;
    return hasMembers(jsonObject(payload), 'id', 'event')
      ? certain(what, 'its name, and id and event in the message')
      : likely(what, 'its name');
  },
};
