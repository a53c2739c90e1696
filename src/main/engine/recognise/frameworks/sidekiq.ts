import {
  areObjectsWith,
  certain,
  hasFields,
  hasMembers,
  jsonObject,
  likely,
  textOf,
  type KeyEvidence,
  type Recogniser,
} from '../evidence.ts';

/** With the prefix that a namespace gives. */
const KEY =
  /^(?:.+:)?(queue:[^:]+|schedule|retry|dead|queues|processes|stat:(?:processed|failed)(?::[-\d]+)?)$/;
/** host:process:random, and the jobs that it works on: `workers` before 7. */
const PROCESS = /^(?:.+:)?[^:]+:\d+:[0-9a-f]{12}(?::work(?:ers)?)?$/;

/** https://github.com/sidekiq/sidekiq/wiki/Job-Format */
export const sidekiq: Recogniser = {
  framework: 'Sidekiq',
  keys: [
    {
      named: new RegExp(`${KEY.source}|${PROCESS.source}`),
      looksUp: name =>
        /stat:|queues$/.test(name) ? ['queues', 'processes'].map(key => beside(name, key)) : [],
      judge: evidence => {
        const { key, type } = evidence;
        const [, part = ''] = KEY.exec(key) ?? [];
        if (PROCESS.test(key)) return processOf(evidence);
        if (part.startsWith('queue:') && type === 'list')
          return areJobs(evidence, part.slice('queue:'.length))
            ? certain(
                `jobs of the ${part.replace(':', ' ')}`,
                'its name, and jobs with class, args, jid and the same queue',
              )
            : null;
        if (type === 'zset' && ['schedule', 'retry', 'dead'].includes(part))
          return areJobs(evidence, null)
            ? certain(`jobs of ${part}`, 'its name, and jobs with class, args, jid and queue')
            : null;
        if (part === 'processes' && type === 'set')
          return evidence.values.some(value => PROCESS.test(textOf(value)))
            ? likely('the processes', 'its name, and the names of processes in it')
            : null;
        // Resque has such a set, too, and none of these.
        if (part === 'queues' && type === 'set')
          return SETS.some(name => ['set', 'zset'].includes(evidence.beside(beside(key, name)) ?? ''))
            ? likely('the queues', 'its name, and what stands beside it')
            : null;
        return part.startsWith('stat:') &&
          type === 'string' &&
          ['queues', 'processes'].some(name => evidence.beside(beside(key, name)) === 'set')
          ? likely(part.replace(':', ' '), 'its name, and the sets beside it')
          : null;
      },
    },
  ],
};

const SETS = ['processes', 'retry', 'dead', 'schedule'];
const beside = (key: string, name: string) => ({
  key: key.replace(/(?:stat:(?:processed|failed).*|queues)$/, name),
});

function areJobs(evidence: KeyEvidence, queue: string | null): boolean {
  if (!areObjectsWith(evidence, 'class', 'args', 'jid', 'queue', 'created_at')) return false;
  return queue === null || evidence.values.every(value => jsonObject(value)?.queue === queue);
}

function processOf(evidence: KeyEvidence) {
  if (evidence.type !== 'hash') return null;
  const info = evidence.fields.find(([name]) => name === 'info')?.[1];
  if (
    hasFields(evidence, 'busy', 'beat', 'quiet') &&
    hasMembers(jsonObject(info), 'hostname', 'pid', 'concurrency')
  )
    return certain('a process', 'the fields info, busy, beat and quiet');
  return /:work(?:ers)?$/.test(evidence.key) &&
    evidence.fields.every(([, work]) => hasMembers(jsonObject(work), 'queue', 'payload'))
    ? likely('what a process works on', 'its name, and queue and payload in its fields')
    : null;
}
