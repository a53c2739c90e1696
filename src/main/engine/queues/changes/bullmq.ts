import type { Command, Reply } from '../../connections/redis-client.ts';
import type { JobChange, JobFacts, Plan, ReadJob } from '../layout.ts';
import { countOf, objectIn, textIn } from '../read-values.ts';
import { outOf, whetherAt } from './place.ts';

/**
 * What `reprocessJob`, `promote` and `removeJob` of bullmq 6.7.0 and 5.81.5 do, as commands in one transaction, for the jobs that they do it to without
 * looking further: those of flows, schedulers and workers are left to the library.
 */
const LIBRARY = /^bullmq:(?:6\.|5\.(?:8[1-9]|9\d)\.)/;
const OTHER_VERSION =
  'Millrace does this exactly as BullMQ 6 and 5.81 do, and this queue was written by another version. Use its own library.';
const MOST_EVENTS = '10000';

const names = ['version', 'paused', 'concurrency', 'opts.maxLenEvents'] as const;
/** Keys of a job that is a part of a flow. */
const FLOW = ['dependencies', 'processed', 'failed', 'unsuccessful'];

/** What is read of a queue and a job before anything is done. */
function lookAt({ queue }: ReadJob, { id }: JobFacts, from: Command): Command[] {
  return [
    from,
    ['HMGET', `${queue}:meta`, ...names],
    ['LLEN', `${queue}:active`],
    ['GET', `${queue}:pc`],
    ['GET', `${queue}:${id}:lock`],
    ['HMGET', `${queue}:${id}`, 'priority', 'parentKey', 'deid', 'opts'],
    ['EXISTS', ...FLOW.map(part => `${queue}:${id}:${part}`)],
  ];
}

interface Look {
  isThere: boolean;
  meta: Readonly<Record<(typeof names)[number], string | null>>;
  isPausedOrMaxed: boolean;
  priorityCounter: bigint;
  isLocked: boolean;
  priority: bigint;
  isOfFlow: boolean;
  deduplication: string | null;
  isLastFirst: boolean;
}

function lookIn([there, metaReply, active, counter, lock, job, flow]: readonly Reply[]): Look {
  const values = Array.isArray(metaReply) ? metaReply.map(textOf) : [];
  const meta = Object.fromEntries(names.map((name, index) => [name, values[index] ?? null])) as Look['meta'];
  const [priority, parent, deduplication, options] = Array.isArray(job) ? job.map(textOf) : [];
  return {
    isThere: there !== null && there !== undefined,
    meta,
    isPausedOrMaxed:
      meta.paused !== null || (meta.concurrency !== null && Number(active) >= Number(meta.concurrency)),
    priorityCounter: BigInt(textOf(counter ?? null) ?? '0'),
    isLocked: (lock ?? null) !== null,
    priority: BigInt(countOf(priority) ?? 0),
    isOfFlow: (parent ?? null) !== null || Number(flow) > 0,
    deduplication: deduplication ?? null,
    isLastFirst: objectIn(options ?? undefined)?.lifo === true,
  };
}

/** The scheduler that made it; empty where none did. */
const schedulerOf = ({ fields }: ReadJob) => fields.get('rjk')?.toString() ?? '';

const textOf = (reply: Reply) =>
  typeof reply === 'string' ? reply : Buffer.isBuffer(reply) ? textIn(reply) : null;

function refusalOf(look: Look): string | null {
  if (!look.isThere) return 'The job has left its place.';
  if (!LIBRARY.test(look.meta.version ?? '')) return OTHER_VERSION;
  if (look.isOfFlow)
    return 'The job belongs to a flow: its parent or its children have to be told, which the library does.';
  return null;
}

const eventOf = ({ queue }: ReadJob, look: Look, isTrimmed: boolean, ...fields: string[]): Command[] => [
  ...(isTrimmed && look.meta['opts.maxLenEvents'] === null
    ? [['HSET', `${queue}:meta`, 'opts.maxLenEvents', MOST_EVENTS] as Command]
    : []),
  [
    'XADD',
    `${queue}:events`,
    ...(isTrimmed ? ['MAXLEN', '~', look.meta['opts.maxLenEvents'] ?? MOST_EVENTS] : []),
    '*',
    'event',
    ...fields,
  ],
];

/** A paused queue of version 5 has its waiting jobs in a list of their own, and a job that is tried again loses its priority. */
const isFive = ({ meta }: Look) => meta.version?.startsWith('bullmq:5.') === true;

/** To where workers look: by its priority, at the end of those of the same; with the mark that wakes them. */
function intoQueue(
  { queue }: ReadJob,
  { id }: JobFacts,
  look: Look,
  { isLastFirst, keepsPriority }: { isLastFirst: boolean; keepsPriority: boolean },
): Command[] {
  const score = look.priority * 2n ** 32n + ((look.priorityCounter + 1n) % 2n ** 32n);
  const add: Command[] =
    look.priority === 0n || !keepsPriority
      ? [
          [
            isLastFirst ? 'RPUSH' : 'LPUSH',
            `${queue}:${isFive(look) && look.meta.paused !== null ? 'paused' : 'wait'}`,
            id,
          ],
        ]
      : [
          ['INCR', `${queue}:pc`],
          ['ZADD', `${queue}:prioritized`, String(score), id],
        ];
  return look.isPausedOrMaxed ? add : [...add, ['ZADD', `${queue}:marker`, 0, '0']];
}

const watchedOf = ({ queue, place }: ReadJob, { id }: JobFacts, look: Look): string[] => [
  `${queue}:${id}`,
  `${queue}:meta`,
  ...(place.type === 'zset' ? [place.key] : []),
  ...(look.meta.concurrency === null ? [] : [`${queue}:active`]),
  ...(look.priority === 0n ? [] : [`${queue}:pc`]),
];

/** https://docs.bullmq.io/guide/retrying-failing-jobs */
export const bullmqRetry: JobChange = {
  refused: state =>
    state === 'failed' || state === 'completed' ? null : 'Only failed and completed jobs are tried again.',
  reads: (job, facts) => lookAt(job, facts, ['ZSCORE', job.place.key, facts.id]),
  plan(job, facts, replies): Plan | { refused: string } {
    const look = lookIn(replies);
    const refused = refusalOf(look);
    if (refused !== null) return { refused };
    const { queue, state } = job;
    const outcome = state === 'failed' ? 'failedReason' : 'returnvalue';
    return {
      sentence: `Moves job ${facts.id} from ${state} to waiting; its attempts stay counted.${look.meta.paused === null ? '' : ' The queue is paused: it runs when the queue is resumed.'}`,
      watched: watchedOf(job, facts, look),
      commands: [
        ['ZREM', job.place.key, facts.id],
        ['HDEL', `${queue}:${facts.id}`, 'finishedOn', 'processedOn', outcome],
        ...intoQueue(job, facts, look, { isLastFirst: look.isLastFirst, keepsPriority: !isFive(look) }),
        ...eventOf(job, look, true, 'waiting', 'jobId', facts.id, 'prev', state),
      ],
    };
  },
};

/** https://docs.bullmq.io/guide/jobs/delayed */
export const bullmqRun: JobChange = {
  refused: state => (state === 'delayed' ? null : 'Only delayed jobs can be run now.'),
  reads: (job, facts) => lookAt(job, facts, ['ZSCORE', job.place.key, facts.id]),
  plan(job, facts, replies): Plan | { refused: string } {
    const look = lookIn(replies);
    const refused = refusalOf(look);
    if (refused !== null) return { refused };
    return {
      sentence: `Moves job ${facts.id} from delayed to waiting.`,
      watched: watchedOf(job, facts, look),
      commands: [
        ['ZREM', job.place.key, facts.id],
        ...intoQueue(job, facts, look, { isLastFirst: false, keepsPriority: true }),
        ...eventOf(job, look, false, 'waiting', 'jobId', facts.id, 'prev', 'delayed'),
        ['HSET', `${job.queue}:${facts.id}`, 'delay', 0],
      ],
    };
  },
};

/** https://docs.bullmq.io/guide/queues/removing-jobs */
export const bullmqDiscard: JobChange = {
  refused: state =>
    state === 'active'
      ? 'A worker holds the job: BullMQ removes no active jobs.'
      : state === 'blocked'
        ? 'The job waits for its children, which the library removes with it.'
        : null,
  reads: (job, facts) => [
    ...lookAt(job, facts, whetherAt(job, facts.id)),
    ['GET', `${job.queue}:de:${job.fields.get('deid')?.toString() ?? ''}`],
    ['ZSCORE', `${job.queue}:repeat`, schedulerOf(job)],
  ],
  plan(job, facts, replies): Plan | { refused: string } {
    const look = lookIn(replies);
    const refused = refusalOf(look);
    if (refused !== null) return { refused };
    if (look.isLocked) return { refused: 'A worker holds the job: BullMQ removes no active jobs.' };
    // The next job of a scheduler is named after it, and after when it is due.
    const due = textOf(replies[8] ?? null);
    if (due !== null && facts.id === `repeat:${schedulerOf(job)}:${due}`)
      return {
        refused: 'A scheduler made the job, and waits for it. Remove the scheduler with the library.',
      };
    const { queue, state, place } = job;
    const key = `${queue}:${facts.id}`;
    const before = place.key.slice(queue.length + 1);
    const isDeduplicating = look.deduplication !== null && textOf(replies[7] ?? null) === facts.id;
    const unmark: Command[] = isDeduplicating
      ? [['DEL', `${queue}:de:${look.deduplication}`, `${queue}:dn:${look.deduplication}`]]
      : [];
    return {
      sentence: `Removes job ${facts.id} from ${state}, with its data and its log.`,
      watched: watchedOf(job, facts, look),
      commands: [
        outOf(job, facts.id),
        ...unmark,
        ['DEL', key, ...['logs', ...FLOW].map(part => `${key}:${part}`)],
        ...eventOf(job, look, true, 'removed', 'jobId', facts.id, 'prev', before),
      ],
    };
  },
};
