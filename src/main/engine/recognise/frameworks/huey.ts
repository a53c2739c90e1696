import { likely, type Recogniser } from '../evidence.ts';

const KEY = /^huey\.(redis|schedule|results|lock)\.(.+)$/;
const TYPES: Readonly<Record<string, string>> = {
  redis: 'list',
  schedule: 'zset',
  results: 'hash',
  lock: 'set',
};

/** https://github.com/coleifer/huey. What it writes is pickled, and so not looked into. */
export const huey: Recogniser = {
  framework: 'Huey',
  keys: [
    {
      named: KEY,
      judge: ({ key, type }) => {
        const [, part = '', name] = KEY.exec(key) ?? [];
        const what = part === 'redis' ? 'tasks' : part;
        return TYPES[part] === type ? likely(`${what} of ${name}`, 'its name and type') : null;
      },
    },
  ],
};
