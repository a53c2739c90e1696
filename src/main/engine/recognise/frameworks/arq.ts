import { likely, type Recogniser } from '../evidence.ts';

const KEY = /^arq:(queue|job|in-progress|result|retry|abort)(?::.+)?$/;

/** https://arq-docs.helpmanual.io. What it writes is pickled, and so not looked into. */
export const arq: Recogniser = {
  framework: 'arq',
  keys: [
    {
      named: KEY,
      judge: ({ key, type }) => {
        const [, part = ''] = KEY.exec(key) ?? [];
        const isSorted = part === 'queue' || part === 'abort';
        return type === (isSorted ? 'zset' : 'string') ? likely(part, 'its name and type') : null;
      },
    },
  ],
};
