import { z } from 'zod';
import { MOST_TIME_MS } from '../time-range.ts';

/** Keys, channels, fields and payloads are byte strings; text is a view of them. */
export const bytes = z.custom<Uint8Array>(value => value instanceof Uint8Array, 'expected bytes');

/** A count. Exact up to 2^53. */
export const count = z.number().int().nonnegative();

/** Milliseconds since the Unix epoch, with a fraction where the clock has one. Of what is asked, a time that a date can hold. */
export const timeMs = z.number().min(-MOST_TIME_MS).max(MOST_TIME_MS);

/** A method without input. */
export const none = z.undefined();

/** A method whose answer is only that it happened. */
export const done = z.void();

/** Commands that this user may not run: what they would have told is null beside it. */
export const missing = z.array(z.string());

export const float64s = z.instanceof(Float64Array);
export const uint32s = z.instanceof(Uint32Array);
