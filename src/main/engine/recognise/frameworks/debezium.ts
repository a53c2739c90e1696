import { certain, fieldOf, hasMembers, jsonObject, likely, objectOf, type Recogniser } from '../evidence.ts';

/** Debezium Server's sink: https://debezium.io/documentation/reference/stable/operations/debezium-server.html#_redis_stream */
export const debezium: Recogniser = {
  framework: 'Debezium',
  stream: evidence => {
    const { key, fields } = evidence;
    if (key.startsWith('__debezium-heartbeat')) return likely('heartbeats', 'its name');
    const [compact] = fields;
    const isCompact = fields.length === 1 && (compact![0] === 'default' || objectOf(compact![0]) !== null);
    const value = isCompact ? compact![1] : fieldOf(evidence, 'value');
    const message = jsonObject(value);
    const change = hasMembers(message, 'payload') ? objectOf(JSON.stringify(message.payload)) : message;
    if (!hasMembers(change, 'op', 'source') || !/^[crudtm]$/.test(String(change.op))) return null;
    const source = objectOf(JSON.stringify(change.source));
    if (hasMembers(source, 'connector', 'ts_ms'))
      return certain(`changes of a table (${String(source.connector)})`, 'op, and source with its connector');
    return isCompact ? likely('changes of a table', 'a key as JSON, op and source') : null;
  },
};
