import {
  certain,
  fieldOf,
  hasFields,
  likely,
  textOf,
  type KeyRecogniser,
  type Recogniser,
} from '../evidence.ts';

const KEY =
  /^rq:(queues|workers|groups|clean_groups|(?:queue|job|worker|workers|execution|executions|group|results):.+|(?:wip|finished|failed|deferred|ready|scheduled|canceled|suspended|clean_registries|scheduler|scheduler-lock)(?::.+)?)$/;

const keys: KeyRecogniser = {
  named: KEY,
  judge: evidence => {
    const { key, type, values } = evidence;
    const [, what = ''] = KEY.exec(key) ?? [];
    const begins = (prefix: string) =>
      values.length > 0 && values.every(value => textOf(value).startsWith(prefix));
    if (what.startsWith('job:') && type === 'hash' && hasFields(evidence, 'created_at', 'data', 'origin'))
      return certain('a job', 'its name, and the fields data, origin and created_at');
    if (what.startsWith('worker:') && type === 'hash' && hasFields(evidence, 'birth', 'queues'))
      return certain('a worker', 'its name, and the fields birth and queues');
    if (what.startsWith('execution:') && type === 'hash' && hasFields(evidence, 'job_id', 'last_heartbeat'))
      return certain('a job at work', 'its name, and the fields job_id and last_heartbeat');
    if (what === 'queues' && type === 'set' && begins('rq:queue:'))
      return certain('the queues', 'its name, and the names of queues in it');
    if (what.startsWith('workers') && type === 'set' && begins('rq:worker:'))
      return certain('the workers', 'its name, and the names of workers in it');
    return likely(what.replace(':', ' of '), 'its name');
  },
};

/** https://python-rq.org/docs/results/ */
export const rq: Recogniser = {
  framework: 'RQ',
  keys: [keys],
  stream: evidence => {
    const [, job] = /^rq:results:(.+)$/.exec(evidence.key) ?? [];
    if (job === undefined) return null;
    const isResult =
      /^[1-4]$/.test(textOf(fieldOf(evidence, 'type'))) &&
      (fieldOf(evidence, 'return_value') ?? fieldOf(evidence, 'exc_string')) !== undefined;
    return isResult
      ? certain(`results of the job ${job}`, 'its name, type and return_value or exc_string')
      : likely(`results of the job ${job}`, 'its name');
  },
  channel: ({ name }) => {
    const [, worker] = /^rq:pubsub:(.+)$/.exec(name) ?? [];
    return worker === undefined ? null : likely(`commands for the worker ${worker}`, 'its name');
  },
};
