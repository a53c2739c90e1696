/**
 * The kinds of rows in the columns of a `FeedFrame`. They stand apart from its schema, so that threads that read rows load no zod.
 */

/** In `FeedFrame.kinds`: a message. */
export const ROW_MESSAGE = 0;
/** A time in which nothing could be received; its record is in `FeedFrame.gaps`. */
export const ROW_GAP = 1;
/** A message of a sharded channel: SSUBSCRIBE brought it, and only SPUBLISH sends such. */
export const ROW_SHARD_MESSAGE = 2;
/** A message of a sorted view that has left the feed since it was sorted. */
export const ROW_LEFT = 3;
/** In `FeedFrame.chainOf`: a payload that is still being decoded; it is shown as it came until then. */
export const CHAIN_WAITING = 255;
