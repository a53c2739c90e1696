import { z } from 'zod';
import { expression } from './fields.ts';
import { strict } from './strict.ts';

/** A share of the events, the same ones each time. */
export const sampleSchema = strict({
  share: z.number().gt(0).max(1).describe('From above 0 to 1: 0.1 lets about one event in ten through.'),
  by: expression
    .optional()
    .describe('What decides, such as the id of a user: all events for which it is the same pass, or none.'),
});

/** For people: which events pass. */
export function sampleText({ share, by }: z.output<typeof sampleSchema>): string {
  return `${Number((share * 100).toPrecision(3))} %${by === undefined ? '' : ` by ${by}`}`;
}
