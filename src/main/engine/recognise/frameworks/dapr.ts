import { certain, fieldOf, hasMembers, jsonObject, likely, type Recogniser } from '../evidence.ts';

/** https://docs.dapr.io/reference/components-reference/supported-pubsub/setup-redis-pubsub/ */
export const dapr: Recogniser = {
  framework: 'Dapr',
  stream: evidence => {
    if (evidence.fields.some(([name]) => name !== 'data' && name !== 'metadata')) return null;
    const event = jsonObject(fieldOf(evidence, 'data'));
    if (!hasMembers(event, 'specversion', 'pubsubname', 'topic')) return null;
    const what = `the topic ${String(event.topic)}`;
    return event.topic === evidence.key
      ? certain(what, 'a CloudEvent with pubsubname, and its own name as the topic')
      : likely(what, 'a CloudEvent with pubsubname');
  },
};
