import { z } from 'zod';
import { query, stream } from '../rpc/define.ts';
import { actionPreview, actionProgress } from './actions.ts';
import { jobId } from './jobs.ts';
import { jobStateSchema, queueFrameworkSchema } from './queues.ts';
import { count } from './values.ts';

/** What is done to one job of a queue, by the rules of its framework. */
const queueActionSchema = z.object({
  /** `retry`: once more; `run`: now instead of later; `discard`: never. */
  kind: z.enum(['retry', 'run', 'discard']),
  framework: queueFrameworkSchema,
  queue: z.string().min(1).max(1_000),
  state: jobStateSchema,
  key: z.string().max(2_000),
  at: count,
  id: z.string().max(2_000),
});
export type QueueAction = z.infer<typeof queueActionSchema>;

const input = z.object({ connectionId: z.string(), action: queueActionSchema });

export const queueActions = {
  /** Reads what the action would touch. Changes nothing. */
  preview: query(input, actionPreview),
  /** Does it: a job of Millrace. */
  apply: stream(input.extend({ jobId }), actionProgress),
};
