import { certain, fieldOf, likely, textOf, type Recogniser } from '../evidence.ts';

/** https://python-rq.org/docs/results/ */
export const rq: Recogniser = {
  framework: 'RQ',
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
