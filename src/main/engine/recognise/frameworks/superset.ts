import { certain, fieldOf, hasMembers, jsonObject, likely, type Recogniser } from '../evidence.ts';

/** https://superset.apache.org/docs/configuration/async-queries-celery/ */
export const superset: Recogniser = {
  framework: 'Superset',
  stream: evidence => {
    const isNamed = evidence.key.startsWith('async-events-');
    const isEvent = hasMembers(jsonObject(fieldOf(evidence, 'data')), 'channel_id', 'job_id', 'status');
    if (!isEvent) return null;
    return isNamed
      ? certain('events of queries', 'its name, and channel_id and job_id in the entry')
      : likely('events of queries', 'channel_id and job_id in the entry');
  },
};
