/** What members of a file are called in forms. One that is not here has its own name, and its description from the schema. */
const labels: Readonly<Record<string, string>> = {
  'stream.keys': 'Streams',
  'list.key': 'List',
  'source.type': 'Kind of source',
  'sinks.type': 'Kind of sink',
  'window.type': 'Kind of window',
  'stream.from': 'Begin at',
  'list.from': 'Take from',
  'leaderboard.key': 'Key of each window',
  'sample.share': 'Share',
  'sample.by': 'The same for all with the same',
  'dedupe.by': 'The id of an event',
  'dedupe.keep': 'Ids to remember',
  'dedupe.within': 'Known for',
  'rateLimit.events': 'At most',
  'rateLimit.per': 'In each',
  'rateLimit.by': 'For each value of',
  'top.of': 'of',
  'quantiles.of': 'of',
  'time.event': 'Time of an event',
  'invalid.as': 'Count them under the key',
  'invalid.sinks': 'Sinks of invalid events',
  'late.sinks': 'Sinks of late events',
  ack: 'Acknowledge',
  alignTo: 'Aligned to',
  at: 'Quantiles',
  channel: 'Channel',
  channels: 'Channels',
  checkpoint: 'Key of the position',
  claimIdle: 'Take over what is idle for',
  consumer: 'Consumer',
  count: 'How many',
  decodeFields: 'Decode fields',
  deliveries: 'Deliveries of an entry',
  epochKey: 'Key of the newest epoch',
  every: 'Every',
  field: 'Name of the field',
  fields: 'Fields',
  flush: 'Write results every',
  format: 'Format',
  gap: 'Ends after',
  group: 'Consumer group',
  headers: 'Headers',
  idle: 'Time goes on after',
  invalid: 'Invalid events',
  key: 'Key',
  keys: 'Keys',
  late: 'Late events',
  lateness: 'Wait for late events',
  limits: 'Limits',
  loop: 'Begin again at the end',
  maxLen: 'Keep at most',
  member: 'Member',
  members: 'Set of the keys',
  n: 'How many',
  path: 'File',
  patterns: 'Patterns',
  payload: 'Payload',
  payloadField: 'Field with the payload',
  prefix: 'Prefix of the keys',
  processing: 'List of what is taken',
  rate: 'Events per second',
  rest: 'Other fields',
  retention: 'Keep for',
  samples: 'Samples',
  seed: 'Seed',
  shardChannels: 'Sharded channels',
  size: 'Size',
  time: 'Time',
  total: 'Hash of the totals',
  url: 'URL',
  value: 'Figure',
  windows: 'Windows',
  work: 'Slow down by',
  '.where': 'Condition',
  where: 'Only where',
  having: 'Condition',
  groupBy: 'Key',
  decode: 'Read payloads as',
};

/** @param around the kind or the member that the member is in */
export function labelOf(around: string, name: string): string {
  return labels[`${around}.${name}`] ?? labels[name] ?? asWords(name);
}

const examples: Readonly<Record<string, string>> = {
  channels: 'orders',
  patterns: 'orders.*',
  keys: 'orders',
  url: 'https://stream.wikimedia.org/v2/stream/recentchange',
  path: 'events.jsonl',
  prefix: 'orders:',
  where: 'event.type == "paid"',
  having: 'row.events > 10',
  groupBy: 'event.country',
  by: 'event.id',
  event: 'event.time',
};

/** Shown in an empty field. */
export function exampleOf(name: string): string {
  return examples[name] ?? '';
}

/** "claimIdle" as "claim idle". */
function asWords(name: string): string {
  const words = name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
