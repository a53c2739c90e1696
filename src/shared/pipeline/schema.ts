import { z } from 'zod';
import { decodeSchema } from './decode.ts';
import { duration, expression, rowExpression, whole } from './fields.ts';
import { lookupSchema } from './lookup.ts';
import { rateLimitSchema } from './rate-limit.ts';
import { sampleSchema } from './sample.ts';
import { selectSchema } from './select.ts';
import { invalidSinkSchema, lateSinkSchema, sinkSchema } from './sinks/sinks.ts';
import { sourceSchema } from './sources/sources.ts';
import { strict, variants } from './strict.ts';

/** The pipeline file, a public format under semantic versioning: https://semver.org applies to every member of it. */

const clock = z.union(
  [
    z.literal('processing'),
    strict({
      event: expression,
      lateness: duration.default('0ms'),
      idle: duration
        .optional()
        .describe('When nothing comes for this long, time goes on; default "10s", or the lateness.'),
    }),
  ],
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

const limits = strict({
  keys: whole.max(10_000_000).default(100_000).describe('Distinct keys in open windows.'),
  windows: whole.max(1_000_000).default(10_000).describe('Open windows.'),
  deliveries: whole
    .min(2)
    .optional()
    .describe('An entry of a group that has been delivered more often than this is invalid.'),
  samples: z
    .number()
    .int()
    .min(0)
    .max(1_000)
    .default(20)
    .describe('Invalid and late events kept to look at.'),
});

const VERSION = 1;
const version = z
  .literal(VERSION, {
    error: ({ input }) =>
      Number.isInteger(input) && (input as number) > VERSION
        ? `is that of a newer Millrace: update this one to start the file — allowed: ${VERSION}`
        : `is not a version this Millrace reads — allowed: ${VERSION}`,
  })
  .default(VERSION);
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
  source: sourceSchema,
  decode: decodeSchema
    .default('json')
    .describe('What payloads are read as, from the outside in: ["base64", "gzip", "json"].'),
  decodeFields: z
    .record(z.string().min(1), decodeSchema)
    .optional()
    .describe('Fields of the event that hold something of their own, by their path: {"body": "base64"}.'),
  where: expression.optional(),
  sample: sampleSchema.optional(),
  dedupe: strict({
    by: expression.describe('The id of an event; one for which it throws or is null has none, and counts.'),
    keep: whole
      .max(1_000_000)
      .default(10_000)
      .describe('How many ids to remember, those of the events that counted last.'),
    within: duration
      .optional()
      .describe('For so long after it has counted an id is known; without it, as long as it is kept.'),
  }).optional(),
  rateLimit: rateLimitSchema.optional(),
  lookup: lookupSchema.optional(),
  select: selectSchema.optional(),
  groupBy: z.array(expression).default([]),
  window: window.optional(),
  aggregate: z.record(z.string().min(1), aggregate).optional(),
  having: rowExpression.optional().describe('Only rows for which it is true are results.'),
  sinks: z.array(sinkSchema).min(1, { error: 'is empty — allowed: at least one sink' }),
  late: strict({ sinks: z.array(lateSinkSchema).min(1) }).optional(),
  invalid: strict({
    as: z.string().min(1).optional(),
    sinks: z.array(invalidSinkSchema).min(1).optional(),
  }).optional(),
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
export type WindowSpec = NonNullable<PipelineFile['window']>;
export type AggregateSpec = NonNullable<PipelineFile['aggregate']>[string];
export type Limits = PipelineFile['limits'];

/** The JSON Schema (draft 2020-12) of a pipeline file. */
export function pipelineJsonSchema(): Record<string, unknown> {
  return {
    title: 'Millrace pipeline file',
    ...z.toJSONSchema(z.union([pipelineSchema, pipelinesSchema]), { io: 'input', unrepresentable: 'throw' }),
  };
}
