import { certain, fieldOf, likely, textOf, type Recogniser } from '../evidence.ts';

const EVENTS: ReadonlySet<string> = new Set(
  'added waiting active progress completed failed delayed stalled drained removed retries-exhausted waiting-children deduplicated duplicated cleaned paused resumed'.split(
    ' ',
  ),
);
const KEY = /^(.+):([^:]+):events$/;

/** https://docs.bullmq.io/guide/events */
export const bullmq: Recogniser = {
  framework: 'BullMQ',
  looksUp: name => {
    const [, prefix, queue] = KEY.exec(name) ?? [];
    return prefix === undefined ? [] : [{ key: `${prefix}:${queue}:meta`, field: 'version' }];
  },
  stream: evidence => {
    const [, prefix, queue] = KEY.exec(evidence.key) ?? [];
    if (prefix === undefined) return null;
    const what = `events of the queue ${queue}`;
    const version = evidence.beside({ key: `${prefix}:${queue}:meta`, field: 'version' });
    if (version?.startsWith('bullmq:') === true) return certain(what, `meta.version is ${version}`);
    const isEvent = EVENTS.has(textOf(fieldOf(evidence, 'event')));
    return isEvent && (fieldOf(evidence, 'jobId') || textOf(fieldOf(evidence, 'event')) === 'drained')
      ? likely(what, 'its name, and the fields event and jobId')
      : null;
  },
};
