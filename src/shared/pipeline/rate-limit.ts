import type { z } from 'zod';
import { duration, expression, whole } from './fields.ts';
import { strict } from './strict.ts';

/** At most so many events in each stretch of time; what is over counts as unmatched. */
export const rateLimitSchema = strict({
  events: whole.max(1_000_000).describe('So many events pass in each "per".'),
  per: duration.default('1s').describe('Default "1s".'),
  by: expression.optional().describe('So many for each value of it; events without one count together.'),
});

/** For people: "100 per 1s by event.user". */
export function rateLimitText({ events, per, by }: z.output<typeof rateLimitSchema>): string {
  return `${events} per ${per}${by === undefined ? '' : ` by ${by}`}`;
}
