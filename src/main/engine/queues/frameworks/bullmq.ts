import { bullmqDiscard, bullmqRetry, bullmqRun } from '../changes/bullmq.ts';
import { list, zset, type JobFacts, type QueueLayout, type ReadJob } from '../layout.ts';
import { countOf, historyOf, objectIn, ofMilliseconds, stringOf, textIn } from '../read-values.ts';

const PARTS =
  /^(.+):(?:wait|paused|active|delayed|prioritized|completed|failed|waiting-children|events|meta|marker|pc|id|stalled|stalled-check|repeat|limiter)$/;
const JOB =
  /^(.+:[^:]+):(?:\d+|[0-9a-f]{8}-[0-9a-f-]{27})(?::(?:logs|lock|dependencies|processed|failed|unsuccessful))?$/;
/** The score of a delayed job is when it is due, in ms, times this, and a counter. */
const COUNTER = 4_096;
const KEPT_LOGS = 100;

/** https://docs.bullmq.io/guide/architecture, and the Lua of bullmq 6.7.0. */
export const bullmq: QueueLayout = {
  framework: 'BullMQ',
  queueOf: key => PARTS.exec(key)?.[1] ?? JOB.exec(key)?.[1] ?? null,
  toldBy: key => /^(.+):meta$/.exec(key)?.[1] ?? null,
  registries: [],
  isRegistry: () => false,
  namedIn: () => [],
  proof: queue => [`${queue}:meta`, `${queue}:events`],
  nameOf: queue => queue.slice(queue.lastIndexOf(':') + 1),
  states: queue => ({
    waiting: [
      list(`${queue}:wait`, 'ids', true),
      list(`${queue}:paused`, 'ids', true),
      zset(`${queue}:prioritized`, 'ids'),
    ],
    active: [list(`${queue}:active`, 'ids', true)],
    delayed: [zset(`${queue}:delayed`, 'ids')],
    blocked: [zset(`${queue}:waiting-children`, 'ids', true)],
    failed: [zset(`${queue}:failed`, 'ids', true)],
    dead: { why: 'BullMQ has no dead jobs: those that have no attempts left stay failed.' },
    completed: [zset(`${queue}:completed`, 'ids', true)],
  }),
  hash: {
    key: (queue, id) => `${queue}:${id}`,
    row: () => [
      'name',
      'timestamp',
      'processedOn',
      'finishedOn',
      'atm',
      'attemptsMade',
      'opts',
      'failedReason',
    ],
    payload: () => ['data'],
    whole: null,
    beside: (queue, id) => [['LRANGE', `${queue}:${id}:logs`, 0, KEPT_LOGS - 1]],
  },
  job: factsOf,
  changes: { retry: bullmqRetry, run: bullmqRun, discard: bullmqDiscard },
};

function factsOf({ queue, state, member, score, fields, beside }: ReadJob): JobFacts {
  const id = member.toString();
  const added = ofMilliseconds(textIn(fields.get('timestamp')));
  const started = ofMilliseconds(textIn(fields.get('processedOn')));
  const finished = ofMilliseconds(textIn(fields.get('finishedOn')));
  const due = state === 'delayed' && score !== null ? Math.floor(score / COUNTER) : null;
  const [time, timeIs] =
    state === 'delayed'
      ? ([due, 'due'] as const)
      : state === 'failed'
        ? ([finished, 'failed'] as const)
        : state === 'completed'
          ? ([finished, 'done'] as const)
          : state === 'active'
            ? ([started, 'started'] as const)
            : ([added, 'added'] as const);
  const options = objectIn(fields.get('opts'));
  const error = textIn(fields.get('failedReason'));
  return {
    id,
    name: textIn(fields.get('name')),
    time,
    timeIs,
    attempts: countOf(textIn(fields.get('atm') ?? fields.get('attemptsMade'))),
    attemptsOf: countOf(options?.attempts) || null,
    error: error?.split('\n', 1)[0] ?? null,
    trace: traceOf(fields.get('stacktrace')),
    payload: fields.get('data') ?? null,
    fields: [...fields].filter(([name]) => name !== 'data' && name !== 'stacktrace'),
    history: [
      ...historyOf(
        [added, 'added'],
        [started, 'started'],
        [finished, state === 'failed' ? 'failed' : 'finished'],
        [due, 'due'],
      ),
      ...logsOf(beside[0]).map(line => ({ time: null, what: `log: ${line}` })),
    ],
    keys: [
      { key: `${queue}:${id}`, what: 'the job' },
      ...(beside[0] && logsOf(beside[0]).length > 0 ? [{ key: `${queue}:${id}:logs`, what: 'its log' }] : []),
      ...(fields.has('parentKey') ? [{ key: fields.get('parentKey')!.toString(), what: 'its parent' }] : []),
    ],
  };
}

/** A JSON list of one trace for each attempt: the last one. */
function traceOf(value: Buffer | undefined): string | null {
  const traces = objectIn(`{"of":${textIn(value) ?? '[]'}}`)?.of;
  return Array.isArray(traces) ? stringOf(traces.at(-1)) : null;
}

function logsOf(reply: unknown): string[] {
  return Array.isArray(reply) ? reply.filter(line => Buffer.isBuffer(line)).map(String) : [];
}
