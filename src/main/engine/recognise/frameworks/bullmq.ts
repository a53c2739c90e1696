import {
  certain,
  fieldOf,
  hasFields,
  likely,
  textOf,
  type KeyRecogniser,
  type Lookup,
  type Recogniser,
} from '../evidence.ts';

const EVENTS: ReadonlySet<string> = new Set(
  'added waiting active progress completed failed delayed stalled drained removed retries-exhausted waiting-children deduplicated duplicated cleaned paused resumed'.split(
    ' ',
  ),
);
const KEY = /^(.+):([^:]+):events$/;

/** What follows the name of the queue: up to three parts, the last ones of a key of a job (`7:logs`) or of a repetition. */
const MOST_PARTS = 3;

const metaOf = (base: string): Lookup => ({ key: `${base}:meta`, field: 'version' });

/** What may be the prefix and the queue of a key, the longest first. */
function basesOf(key: string): string[] {
  const parts = key.split(':');
  return Array.from({ length: MOST_PARTS }, (_, index) => parts.slice(0, -1 - index))
    .filter(base => base.length >= 2)
    .map(base => base.join(':'));
}

const keys: KeyRecogniser = {
  named: /^[^:]+:(?:[^:]+:)+[^:]+$/,
  looksUp: name => basesOf(name).map(metaOf),
  judge: evidence => {
    for (const base of basesOf(evidence.key)) {
      const what = `${evidence.key.slice(base.length + 1)} of the queue ${base.slice(base.lastIndexOf(':') + 1)}`;
      const version = evidence.beside(metaOf(base));
      if (version?.startsWith('bullmq:') === true) return certain(what, `meta.version is ${version}`);
    }
    // Earlier versions have no field for it: https://github.com/taskforcesh/bullmq/blob/v4.0.0/src/classes/queue.ts
    const isMeta = evidence.key.endsWith(':meta') && hasFields(evidence, 'opts.maxLenEvents');
    return isMeta ? likely('settings of a queue', 'its name, and the field opts.maxLenEvents') : null;
  },
};

/** https://docs.bullmq.io/guide/events */
export const bullmq: Recogniser = {
  framework: 'BullMQ',
  keys: [keys],
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
