import {
  areObjectsWith,
  certain,
  hasMembers,
  jsonObject,
  likely,
  textOf,
  UUID,
  type KeyEvidence,
  type KeyRecogniser,
  type Recogniser,
  type Verdict,
} from '../evidence.ts';

const EVENT = /^\/\d+\.celeryev\/(.+)$/;
const CONTROL = /^\/\d+\.(.+\.)?(celery\.pidbox|reply\.celery\.pidbox)$/;
const RESULT = new RegExp(`^celery-task-meta-(${UUID})$`);

const KEY_RESULT = new RegExp(`(?:^|.*[:._-])celery-task-meta-(${UUID})$`);
/** Between the parts of a binding, and before the priority in the name of a queue: kombu/transport/redis.py */
const SEPARATOR = '\x06\x16';

const keys: readonly KeyRecogniser[] = [
  // A queue is called what a person calls it.
  { named: /./, types: ['list'], judge: queueOf },
  { named: /celery-task-meta-/, types: ['string'], judge: resultOf },
  {
    named: /_kombu\.binding(?:_permanent)?\../,
    types: ['set'],
    judge: ({ key, values }) => {
      const what = `queues of the exchange ${key.replace(/^.*_kombu\.binding(?:_permanent)?\./, '')}`;
      return values.length > 0 && values.every(value => textOf(value).includes(SEPARATOR))
        ? certain(what, 'its name, and the separators in its members')
        : likely(what, 'its name');
    },
  },
  {
    named: /_kombu\.binding_deadlines$/,
    types: ['zset'],
    judge: () => likely('until when the queues of its exchanges are bound', 'its name'),
  },
  {
    named: /unacked$/,
    types: ['hash'],
    judge: ({ fields }) =>
      fields.some(([, value]) => isUnacked(value))
        ? certain('messages that wait for an acknowledgement', "kombu's envelope in its fields")
        : null,
  },
  {
    named: /unacked_index$/,
    types: ['zset'],
    looksUp: name => [{ key: name.slice(0, -'_index'.length) }],
    judge: ({ key, beside }) =>
      beside({ key: key.slice(0, -'_index'.length) }) === 'hash'
        ? likely('messages that wait for an acknowledgement', 'its name, and the hash beside it')
        : null,
  },
];

function queueOf(evidence: KeyEvidence): Verdict | null {
  if (!areObjectsWith(evidence, 'body', 'headers', 'properties', 'content-type', 'content-encoding'))
    return null;
  const [queue] = evidence.key.split(SEPARATOR);
  const { headers, properties } = jsonObject(evidence.values[0])!;
  const what = `messages of the queue ${queue}`;
  if (!hasMembers(properties as Readonly<Record<string, unknown>> | null, 'delivery_tag')) return null;
  // Others use kombu, too; only Celery names a task.
  return hasMembers(headers as Readonly<Record<string, unknown>> | null, 'task', 'id')
    ? certain(what, "kombu's envelope, and the name of a task")
    : likely(what, "kombu's envelope");
}

function resultOf({ key, values }: KeyEvidence): Verdict | null {
  const [, id] = KEY_RESULT.exec(key) ?? [];
  if (id === undefined) return null;
  const message = jsonObject(values[0]);
  return hasMembers(message, 'status', 'result', 'task_id') && message.task_id === id
    ? certain('the result of a task', 'its name, and the same task_id in it')
    : likely('the result of a task', 'its name');
}

/** `[message, exchange, routing key]`. */
function isUnacked(value: Uint8Array): boolean {
  const text = textOf(value);
  return (
    text.startsWith('[{') && ['"body"', '"properties"', '"delivery_tag"'].every(part => text.includes(part))
  );
}

/** Celery by way of kombu: https://docs.celeryq.dev/en/stable/internals/protocol.html */
export const celery: Recogniser = {
  framework: 'Celery',
  keys,
  channel: ({ name, payload }) => {
    const message = jsonObject(payload);
    const [, event] = EVENT.exec(name) ?? [];
    if (event !== undefined || CONTROL.test(name)) {
      const what = event === undefined ? 'control of the workers' : `events: ${event}`;
      return hasMembers(message, 'body', 'headers', 'properties', 'content-type')
        ? certain(what, "its name, and kombu's envelope")
        : likely(what, 'its name');
    }
    const [, id] = RESULT.exec(name) ?? [];
    if (id === undefined) return null;
    return hasMembers(message, 'status', 'result', 'task_id') && message.task_id === id
      ? certain('the result of a task', 'its name, and the same task_id in the message')
      : likely('the result of a task', 'its name');
  },
};
