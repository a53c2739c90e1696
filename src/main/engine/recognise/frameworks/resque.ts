import { areObjectsWith, certain, jsonObject, likely, type Recogniser } from '../evidence.ts';

const KEY = /^(?:.+:)?resque:(queues|workers|failed|queue:.+|worker:.+|stat:.+|workers:.+)$/;

/** https://github.com/resque/resque */
export const resque: Recogniser = {
  framework: 'Resque',
  keys: [
    {
      named: KEY,
      judge: evidence => {
        const { key, type, values } = evidence;
        const [, part = ''] = KEY.exec(key) ?? [];
        const what = part.replace(':', ' ');
        if (part.startsWith('queue:') && type === 'list' && areObjectsWith(evidence, 'class', 'args')) {
          // Libraries for other languages write more.
          return values.every(value => Object.keys(jsonObject(value)!).length === 2)
            ? certain(what, 'its name, and jobs with class and args alone')
            : likely(what, 'its name, and jobs with class and args');
        }
        if (part === 'failed' && areObjectsWith(evidence, 'failed_at', 'payload', 'exception', 'worker'))
          return certain('failed jobs', 'its name, and failed_at, payload and exception in it');
        return likely(what, 'its name');
      },
    },
  ],
};
