import { celeryDiscard, celeryRetry, celeryRun } from '../changes/celery.ts';
import { list, zset, type JobFacts, type QueueLayout, type ReadJob } from '../layout.ts';
import { countOf, historyOf, isObject, objectIn, ofIso, stringOf, type JsonObject } from '../read-values.ts';

/** Between the parts of a binding, and before the priority in the name of a queue: kombu/transport/redis.py */
const SEPARATOR = '\x06\x16';
/** As a transport has them unless it is told otherwise; 0 is the queue itself. */
const PRIORITIES = [3, 6, 9];
const BINDING = /(?:^|.*[^A-Za-z0-9])?_kombu\.binding\.(.+)$/;
/** Keys of Celery that hold no messages. */
const OTHERS = /_kombu\.binding|celery-task-meta-|unacked_mutex$/;
/** How workers are told what to do, and tell what they do: no tasks. */
const CONTROL = /(?:^|\.)(?:celeryev|celery\.pidbox)(?:\.|$)/;
const UNACKED = /unacked(?:_index)?$/;
const ALONE = 'Celery keeps these for all queues together: see "taken by workers".';
const RESULTS = "The broker keeps no tasks that ended: what became of them is in Celery's result backend.";

/** Celery by way of kombu: a queue, or with the id `unacked` what workers have taken from all of them. */
export const celery: QueueLayout = {
  framework: 'Celery',
  queueOf: key => {
    if (UNACKED.test(key)) return key.replace(/_index$/, '');
    return OTHERS.test(key) ? null : key.split(SEPARATOR)[0]!;
  },
  toldBy: () => null,
  registries: ['_kombu.binding.celery'],
  isRegistry: key => BINDING.test(key) && !CONTROL.test(key),
  // "routing key, pattern, queue", with the prefix of all keys before it.
  namedIn: (key, members) => {
    const prefix = key.slice(0, key.indexOf('_kombu.binding.'));
    const queues = members.map(member => member.split(SEPARATOR)[2] ?? '').filter(name => name !== '');
    return [...queues.map(name => `${prefix}${name}`), `${prefix}unacked`];
  },
  proof: queue =>
    isUnacked(queue)
      ? [queue]
      : [queue, ...PRIORITIES.map(step => `${queue}${SEPARATOR}${step}`), `_kombu.binding.${queue}`],
  nameOf: queue => (isUnacked(queue) ? 'taken by workers' : queue),
  states: queue => {
    const ended = { why: RESULTS };
    const blocked = { why: 'A chained task of Celery is inside the task before it until its turn comes.' };
    const rest = { blocked, failed: ended, dead: ended, completed: ended };
    if (!isUnacked(queue)) {
      const waiting = [queue, ...PRIORITIES.map(step => `${queue}${SEPARATOR}${step}`)].map(key =>
        list(key, 'jobs', true),
      );
      return { ...rest, waiting, active: { why: ALONE }, delayed: { why: ALONE } };
    }
    return {
      ...rest,
      waiting: { why: 'Each queue has its own waiting tasks.' },
      active: [zset(`${queue}_index`, 'ids')],
      delayed: {
        why: 'Tasks with an ETA are taken by workers at once, and wait there: they count as active.',
      },
    };
  },
  hash: { key: queue => queue, row: id => [id], payload: () => [], whole: id => [id] },
  job: factsOf,
  changes: { retry: celeryRetry, run: celeryRun, discard: celeryDiscard },
};

const isUnacked = (queue: string) => UNACKED.test(queue);

function factsOf({ place, member, score, fields, queue }: ReadJob): JobFacts {
  // Of what a worker has taken: [message, exchange, routing key].
  const isTaken = place.holds === 'ids';
  const taken = isTaken ? takenIn(fields.get(member.toString())) : null;
  const message = isTaken ? (taken?.message ?? null) : objectIn(member);
  const headers = isObject(message?.headers) ? message.headers : {};
  const eta = ofIso(headers.eta);
  const takenAt = score === null ? null : score * 1_000;
  const [time, timeIs] =
    eta === null ? ([takenAt, takenAt === null ? 'added' : 'taken'] as const) : ([eta, 'due'] as const);
  const retries = countOf(headers.retries);
  return {
    // A place holds the tag of a delivery; people know a task by its own id.
    id: isTaken ? member.toString() : (stringOf(headers.id) ?? ''),
    name: stringOf(headers.task),
    time,
    timeIs,
    attempts: retries === null ? null : retries + (isTaken ? 1 : 0),
    attemptsOf: null,
    error: null,
    trace: null,
    payload: bodyOf(message),
    fields: [
      ...(taken?.queue ? [['queue', Buffer.from(taken.queue)] as const] : []),
      ...Object.entries(headers)
        .filter(([, value]) => value !== null)
        .map(([name, value]) => [name, Buffer.from(stringOf(value) ?? JSON.stringify(value))] as const),
    ],
    history: historyOf([takenAt, 'taken by a worker'], [eta, 'due'], [ofIso(headers.expires), 'expires']),
    keys: isTaken
      ? [
          { key: queue, what: 'the message' },
          { key: place.key, what: 'when it was taken' },
        ]
      : [{ key: place.key, what: 'the message' }],
  };
}

function takenIn(value: Buffer | undefined): { message: JsonObject; queue: string | null } | null {
  const list = objectIn(`{"of":${value?.toString() ?? 'null'}}`)?.of;
  return Array.isArray(list) && isObject(list[0]) ? { message: list[0], queue: stringOf(list[2]) } : null;
}

/** The body without its base64, which says so in the properties: JSON, or a pickle. */
function bodyOf(message: JsonObject | null): Buffer | null {
  const body = stringOf(message?.body);
  if (body === null) return null;
  const properties = isObject(message?.properties) ? message.properties : {};
  return Buffer.from(body, properties.body_encoding === 'base64' ? 'base64' : 'utf8');
}
