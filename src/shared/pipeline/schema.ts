import { z } from 'zod';
import { durationPattern, isCountable } from './duration.ts';
import { strict, variants } from './strict.ts';

/** The pipeline file, a public format under semantic versioning: https://semver.org applies to every member of it. */

const duration = z
  .string()
  .regex(durationPattern, {
    error: 'is not a duration — allowed: a whole number and ms, s, m, h or d, such as "500ms" or "10s"',
  })
  .refine(isCountable, { error: 'is too long — allowed: at most 100000000d' })
  .describe('A whole number and ms, s, m, h or d, such as "500ms" or "10s".');
const expression = z.string().min(1).describe('A CEL expression over `event` and `meta`.');
const template = z
  .string()
  .describe(
    'Text with {{CEL}} in it: {{seq}}, {{now()}}, {{uuid()}}, {{randInt(1,10)}}, {{pick([...])}}, {{gauss(m,s)}}.',
  );
const names = z.array(z.string().min(1)).min(1);
const positive = z.number().positive();
const whole = z.number().int().min(1);

const httpPattern = /^https?:\/\//;
const notHttp = 'is not an http URL — allowed: http://... or https://...';

const sse = strict({
  type: z.literal('sse'),
  url: z
    .string()
    .regex(httpPattern, { error: notHttp })
    .refine(text => !httpPattern.test(text) || URL.canParse(text), { error: notHttp }),
  headers: z.record(z.string(), z.string()).optional(),
});

const streamSource = strict({
  type: z.literal('stream'),
  keys: names,
  from: z
    .string()
    .regex(/^(\$|\d+(-\d+)?)$/, {
      error: 'is not a stream position — allowed: "0", "$" or an entry id such as "1526919030474-55"',
    })
    .default('0')
    .describe('Where the first start begins: "0", "$" or an entry id.'),
  group: z.string().min(1).optional(),
  consumer: z.string().min(1).optional(),
  claimIdle: duration
    .optional()
    .describe('Take over entries that another consumer has left pending for this long.'),
  payloadField: z.string().min(1).optional(),
  ack: z.enum(['result', 'never']).default('result'),
  work: duration
    .optional()
    .describe('How long the processing of one entry takes, to imitate a slow consumer.'),
});

const channel = strict({
  type: z.literal('channel'),
  channels: names.optional(),
  patterns: names.optional(),
  shardChannels: names.optional(),
});

const keyspace = strict({ type: z.literal('keyspace'), patterns: names });

const jsonl = strict({
  type: z.literal('jsonl'),
  path: z.string().min(1),
  rate: positive.optional().describe('Lines per second; without it, as fast as they are processed.'),
  loop: z.boolean().default(false),
});

const generator = strict({
  type: z.literal('generator'),
  fields: z.record(z.string(), template).optional(),
  payload: template.optional(),
  count: z.number().int().min(0).optional(),
  rate: positive.optional(),
  seed: z.number().int().min(0).optional(),
});

const source = variants('type', { sse, stream: streamSource, channel, keyspace, jsonl, generator });

const clock = z.union(
  [z.literal('processing'), strict({ event: expression, lateness: duration.default('0ms') })],
  { error: 'is not a clock — allowed: "processing" or { "event": CEL, "lateness": "5s" }' },
);
const timePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;
const alignTo = z
  .string()
  .regex(timePattern, {
    error: 'is not a time with an offset — allowed: ISO 8601 such as "2023-01-01T00:00:00Z"',
  })
  .refine(text => !timePattern.test(text) || exists(text), {
    error: 'does not exist — allowed: ISO 8601 such as "2023-01-01T00:00:00Z"',
  })
  .default('1970-01-01T00:00:00Z');

/** The Date of JavaScript takes the 31st of a short month for a day of the next one. */
function exists(time: string): boolean {
  const [year, month, day] = time.slice(0, 10).split('-').map(Number);
  return !Number.isNaN(Date.parse(time)) && new Date(Date.UTC(year!, month! - 1, day)).getUTCDate() === day;
}

const time = clock.default('processing');

const window = variants('type', {
  tumbling: strict({ type: z.literal('tumbling'), size: duration, alignTo, time }),
  sliding: strict({ type: z.literal('sliding'), size: duration, every: duration, alignTo, time }),
  session: strict({ type: z.literal('session'), gap: duration, time }),
});

const aggregate = z.union(
  [
    strict({ count: z.literal(true) }),
    strict({ sum: expression }),
    strict({ min: expression }),
    strict({ max: expression }),
    strict({ avg: expression }),
    strict({ distinct: expression }),
    strict({ first: expression }),
    strict({ last: expression }),
    strict({ quantiles: strict({ of: expression, at: z.array(z.number().min(0).max(1)).min(1) }) }),
    strict({ top: strict({ of: expression, n: whole.max(1_000) }) }),
  ],
  {
    error:
      'is not an aggregate — allowed: { "count": true }, or one of sum, min, max, avg, distinct, first, last with a CEL expression, { "quantiles": { "of": CEL, "at": [0.5] } }, { "top": { "of": CEL, "n": 10 } }',
  },
);

const passing = {
  publish: strict({ type: z.literal('publish'), channel: z.string().min(1) }),
  stream: strict({ type: z.literal('stream'), key: z.string().min(1), maxLen: whole.optional() }),
  stdout: strict({ type: z.literal('stdout') }),
  file: strict({ type: z.literal('file'), path: z.string().min(1) }),
};

const sink = variants('type', {
  timeSeries: strict({
    type: z.literal('timeSeries'),
    prefix: z.string(),
    total: z.string().min(1).optional(),
    members: z.string().min(1).optional(),
    retention: duration.optional(),
    value: z.string().min(1).optional(),
  }),
  leaderboard: strict({
    type: z.literal('leaderboard'),
    key: z.string().min(1).default('{epoch}'),
    epochKey: z.string().min(1).default('epoch_index'),
    value: z.string().min(1).optional(),
  }),
  ...passing,
  chart: strict({ type: z.literal('chart') }),
});

const limits = strict({
  keys: whole.max(10_000_000).default(100_000).describe('Distinct keys in open windows.'),
  windows: whole.max(1_000_000).default(10_000).describe('Open windows.'),
  samples: z
    .number()
    .int()
    .min(0)
    .max(1_000)
    .default(20)
    .describe('Invalid and late events kept to look at.'),
});

const version = z.literal(1, { error: 'is not a version this Millrace reads — allowed: 1' }).default(1);
const name = z.string().trim().min(1).max(100);
const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]*$/, {
    error: 'is not an id — allowed: lower-case letters, digits, ".", "_" and "-"',
  })
  .max(100);

export const pipelineSchema = strict({
  $schema: z.string().optional(),
  version,
  name: name.optional(),
  id: id.optional().describe('Names the checkpoint; default a slug of the name.'),
  source,
  decode: z.enum(['json', 'text', 'none']).default('json'),
  where: expression.optional(),
  groupBy: z.array(expression).default([]),
  window: window.optional(),
  aggregate: z.record(z.string().min(1), aggregate).optional(),
  sinks: z.array(sink).min(1, { error: 'is empty — allowed: at least one sink' }),
  late: strict({ sinks: z.array(variants('type', passing)).min(1) }).optional(),
  invalid: strict({ as: z.string().min(1) }).optional(),
  flush: duration.optional(),
  limits: limits.prefault({}),
  checkpoint: z.string().min(1).optional().describe('The checkpoint key; default millrace:{<id>}:<worker>.'),
});

export const pipelinesSchema = strict({
  $schema: z.string().optional(),
  version,
  name: name.optional(),
  pipelines: z.array(pipelineSchema).min(1, { error: 'is empty — allowed: at least one pipeline' }),
});

export type PipelineFile = z.output<typeof pipelineSchema>;
export type SourceSpec = PipelineFile['source'];
export type WindowSpec = NonNullable<PipelineFile['window']>;
export type AggregateSpec = NonNullable<PipelineFile['aggregate']>[string];
export type SinkSpec = PipelineFile['sinks'][number];
export type Limits = PipelineFile['limits'];

/** The JSON Schema (draft 2020-12) of a pipeline file. */
export function pipelineJsonSchema(): Record<string, unknown> {
  return {
    title: 'Millrace pipeline file',
    ...z.toJSONSchema(z.union([pipelineSchema, pipelinesSchema]), { io: 'input', unrepresentable: 'throw' }),
  };
}
