import { certain, hasMembers, jsonObject, likely, UUID, type Recogniser } from '../evidence.ts';

const EVENT = /^\/\d+\.celeryev\/(.+)$/;
const CONTROL = /^\/\d+\.(.+\.)?(celery\.pidbox|reply\.celery\.pidbox)$/;
const RESULT = new RegExp(`^celery-task-meta-(${UUID})$`);

/** Celery by way of kombu: https://docs.celeryq.dev/en/stable/internals/protocol.html */
export const celery: Recogniser = {
  framework: 'Celery',
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
