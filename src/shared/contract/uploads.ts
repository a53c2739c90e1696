import { z } from 'zod';
import { query } from '../rpc/define.ts';
import { bytes, count, done } from './values.ts';

/** The largest piece of a file that one `append` takes: a page sends the next when the one before has been answered. */
export const UPLOAD_CHUNK_BYTES = 2 ** 20;

/** Files that a page hands to the engine. They are kept until the page discards them or goes away, and leave nothing behind. */
export const uploads = {
  begin: query(z.object({ size: count }), z.object({ uploadId: z.string() })),
  /** The next piece of it; `offset` is how much came before. */
  append: query(
    z.object({
      uploadId: z.string(),
      offset: count,
      chunk: bytes.refine(
        chunk => chunk.length <= UPLOAD_CHUNK_BYTES,
        `at most ${UPLOAD_CHUNK_BYTES} bytes at a time`,
      ),
    }),
    done,
  ),
  /** Forgets it, whole or not; what reads it ends. */
  discard: query(z.object({ uploadId: z.string() }), done),
};
