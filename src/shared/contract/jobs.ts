import { z } from 'zod';
import { query } from '../rpc/define.ts';
import { done } from './values.ts';

const states = ['running', 'done', 'stopped', 'lost', 'failed'] as const;
export type JobState = (typeof states)[number];

/**
 * What every piece of long work tells of itself (publishing, files, replays, actions on streams, exports), beside the account of what it has
 * done. It goes on at its own pace, whatever the pace of those who watch, and ends at its next step when its stream is closed.
 */
export const jobFields = {
  /**
   * `stopped`: asked to; `lost`: the connection went away before Redis had answered all, so whether the last step was carried out is not
   * known; `failed`: it ended by itself.
   */
  state: z.enum(states),
  /** Why it was lost or failed; null otherwise. */
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
  elapsedMs: z.number(),
};
/** Named by the page that begins it: two pages may choose the same name. */
export const jobId = z.string().min(1).max(100);

export const jobs = {
  /** Ends a job of this page after its current step; its last frame says how far it came. A job that has ended is no error. */
  stop: query(z.object({ jobId }), done),
};
