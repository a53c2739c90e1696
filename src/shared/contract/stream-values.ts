import { z } from 'zod';
import { parseNewEntryId, parseRangeBound, parseStreamId } from '../redis/stream-id.ts';
import { bytes, count, float64s, uint32s } from './values.ts';

/** Text that one of the readers of ids accepts; what they say of anything else is the validation's message. */
const checkedBy = (parse: (text: string) => unknown) =>
  z
    .string()
    .max(200)
    .superRefine((text, context) => {
      try {
        parse(text);
      } catch (error) {
        context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      }
    });

export const streamId = checkedBy(text => parseStreamId(text));
export const rangeBound = checkedBy(parseRangeBound);
export const newEntryId = checkedBy(parseNewEntryId);

/** A count that may exceed 2^53, as decimal text: delivery counts go up to 2^63-1. */
export const bigCount = z.string().regex(/^\d{1,19}$/, 'A whole number from 0 to 9223372036854775807.');

/** One stream. */
export const streamAddress = z.object({ connectionId: z.string(), key: bytes });

export const groupAddress = streamAddress.extend({ group: bytes });

/** Entries one after the other, each as `encodeEntry` writes it, values cut to a preview. Entry i ends at `ends[i]`. */
export const entryBlock = z.object({
  data: bytes,
  ends: uint32s,
  /** Bytes of all names and values of the whole entry. */
  sizes: float64s,
});
export type EntryBlock = z.infer<typeof entryBlock>;

/** What a long read has done so far. */
export const scanCounts = z.object({ scanned: count, matched: count });
