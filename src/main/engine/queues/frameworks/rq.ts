import type { Command } from '../../connections/redis-client.ts';
import { rqDiscard, rqRetry, rqRun } from '../changes/rq.ts';
import { rqParts } from '../rq-parts.ts';
import { list, zset, type JobFacts, type QueueLayout, type ReadJob } from '../layout.ts';
import { historyOf, inflated, inflatedText, lastLineOf, ofIso, textIn } from '../read-values.ts';

const KEY = /^(.+?):(?:queue|wip|finished|failed|deferred|scheduled|canceled):(.+)$/;

/** https://python-rq.org/docs/jobs/, and rq/registry.py of 3.0.0. */
export const rq: QueueLayout = {
  framework: 'RQ',
  queueOf: key => {
    const [, prefix, name] = KEY.exec(key) ?? [];
    return prefix === undefined ? null : `${prefix}:queue:${name}`;
  },
  toldBy: () => null,
  registries: ['rq:queues'],
  isRegistry: key => /^(?:.+:)?rq:queues$/.test(key),
  namedIn: (_, members) => members.filter(member => /^.+?:queue:.+$/.test(member)),
  proof: queue => {
    const { prefix } = rqParts(queue);
    return [`${prefix}:queues`];
  },
  nameOf: queue => rqParts(queue).name,
  states: queue => {
    const { prefix, name } = rqParts(queue);
    const registry = (part: string, lastFirst = false) => [
      zset(`${prefix}:${part}:${name}`, 'ids', lastFirst),
    ];
    return {
      waiting: [list(queue, 'ids', false)],
      active: registry('wip'),
      delayed: registry('scheduled'),
      blocked: registry('deferred'),
      failed: registry('failed', true),
      dead: { why: 'RQ has no dead jobs: those that failed stay failed until their failure_ttl has passed.' },
      completed: registry('finished', true),
    };
  },
  // What is at work is named with its execution, from 2 on: no id has a colon.
  idOf: member => member.toString().split(':', 1)[0]!,
  hash: {
    key: (queue, id) => `${rqParts(queue).prefix}:job:${id}`,
    row: () => [
      'description',
      'created_at',
      'enqueued_at',
      'started_at',
      'ended_at',
      'exc_info',
      'retries_left',
    ],
    payload: () => ['data'],
    whole: null,
    beside: newestResult,
    besideRow: (queue, id, state) => (state === 'failed' ? newestResult(queue, id) : []),
  },
  job: factsOf,
  changes: { retry: rqRetry, run: rqRun, discard: rqDiscard },
};

/** A result, or what went wrong, is in a stream of its own from 1.13 on. */
function newestResult(queue: string, id: string): Command[] {
  return [['XREVRANGE', `${rqParts(queue).prefix}:results:${id}`, '+', '-', 'COUNT', 1]];
}

function factsOf({ queue, state, member, score, fields, beside }: ReadJob): JobFacts {
  const id = rq.idOf!(member);
  const { prefix } = rqParts(queue);
  const at = (name: string) => ofIso(textIn(fields.get(name)));
  const due = state === 'delayed' && score !== null ? score * 1_000 : null;
  const times = {
    waiting: [at('enqueued_at'), 'added'],
    active: [at('started_at'), 'started'],
    delayed: [due, 'due'],
    blocked: [at('created_at'), 'created'],
    failed: [at('ended_at'), 'failed'],
    dead: [at('ended_at'), 'failed'],
    completed: [at('ended_at'), 'done'],
  } as const;
  const [time, timeIs] = times[state];
  const result = resultIn(beside[0]);
  const trace = inflatedText(fields.get('exc_info')) ?? inflatedText(base64In(result.get('exc_string')));
  return {
    id,
    name: textIn(fields.get('description')),
    time,
    timeIs,
    attempts: null,
    attemptsOf: null,
    error: lastLineOf(trace),
    trace,
    payload: inflated(fields.get('data')) ?? fields.get('data') ?? null,
    fields: [...fields].filter(([name, value]) => name !== 'data' && name !== 'exc_info' && value.length > 0),
    history: historyOf(
      [at('created_at'), 'created'],
      [at('enqueued_at'), 'queued'],
      [at('started_at'), 'started'],
      [at('ended_at'), state === 'failed' ? 'failed' : 'ended'],
      [due, 'due'],
    ),
    keys: [
      { key: `${prefix}:job:${id}`, what: 'the job' },
      ...(result.size > 0 ? [{ key: `${prefix}:results:${id}`, what: 'its results' }] : []),
    ],
  };
}

const base64In = (value: Buffer | undefined) => value && Buffer.from(value.toString(), 'base64');

/** The newest entry of the stream of results. */
function resultIn(reply: unknown): ReadonlyMap<string, Buffer> {
  const entry: unknown = Array.isArray(reply) ? reply[0] : null;
  const flat: unknown = Array.isArray(entry) ? entry[1] : null;
  if (!Array.isArray(flat)) return new Map();
  return new Map(
    Array.from({ length: flat.length / 2 }, (_, index) => [
      String(flat[2 * index]),
      flat[2 * index + 1] as Buffer,
    ]),
  );
}
