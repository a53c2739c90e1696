import { certain, fieldOf, hasOnly, jsonObject, likely, UUID, type Recogniser } from '../evidence.ts';

const EPHEMERAL = new RegExp(`^ephemeral-.+-${UUID}$`);

/** https://github.com/PrefectHQ/prefect/tree/main/src/integrations/prefect-redis */
export const prefect: Recogniser = {
  framework: 'Prefect',
  stream: evidence => {
    if (!hasOnly(evidence, 'data', 'attributes')) return null;
    const isJson = jsonObject(fieldOf(evidence, 'data')) && jsonObject(fieldOf(evidence, 'attributes'));
    if (!isJson) return null;
    return evidence.groups.some(group => EPHEMERAL.test(group))
      ? certain('messages', 'an ephemeral group, and the fields data and attributes')
      : likely('messages', 'the fields data and attributes');
  },
};
