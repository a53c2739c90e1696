import { z } from 'zod';
import { durationPattern, isCountable } from './duration.ts';

/** What members of a pipeline file are made of. */

export const duration = z
  .string()
  .regex(durationPattern, {
    error: 'is not a duration — allowed: a whole number and ms, s, m, h or d, such as "500ms" or "10s"',
  })
  .refine(isCountable, { error: 'is too long — allowed: at most 100000000d' })
  .describe('A whole number and ms, s, m, h or d, such as "500ms" or "10s".');

/** `format` tells a form, and an editor with the JSON Schema, what a text is. */
export const expression = z
  .string()
  .min(1)
  .meta({ format: 'cel-event', description: 'A CEL expression over `event` and `meta`.' });

export const rowExpression = z.string().min(1).meta({
  format: 'cel-row',
  description: 'A CEL expression over `row`: its `window`, its `key` (a list) and its aggregates.',
});

/** Of a sink: over what it takes. */
export const sinkExpression = z.string().min(1).meta({
  format: 'cel-either',
  description: 'A CEL expression over `event` and `meta`, or over `row` where there is an aggregate.',
});

export const template = z.string().meta({
  format: 'template',
  description:
    'Text with {{CEL}} in it: {{seq}}, {{now()}}, {{uuid()}}, {{randInt(1,10)}}, {{pick([...])}}, {{gauss(m,s)}}.',
});

/** The name of a key, a channel, a field: never empty. */
export const name = z.string().min(1);
export const names = z.array(name).min(1);
export const positive = z.number().positive();
export const whole = z.number().int().min(1);

const httpPattern = /^https?:\/\//;
const notHttp = 'is not an http URL — allowed: http://... or https://...';

/** An address on the web. */
export const httpUrl = z
  .string()
  .regex(httpPattern, { error: notHttp })
  .refine(text => !httpPattern.test(text) || URL.canParse(text), { error: notHttp });
