import type { Subscription } from '#shared/contract/pubsub.ts';
import { bytesText } from '#shared/redis/text.ts';

/** Px of a chip without its name: swatch, figure, button and what is around them. */
const AROUND_NAME = 100;
/** "pattern" or "shard" before the name. */
const KIND = 38;
const CHARACTER = 7.25;
const WIDEST = 288;
const GAP = 8;
/** "+1,204" */
const MORE = 62;

/** How many of the newest subscriptions have room as chips in `width` px; at least one. */
export function chipsThatFit(
  subscriptions: readonly Pick<Subscription, 'kind' | 'name'>[],
  width: number,
): number {
  let used = 0;
  let fit = 0;
  for (const { kind, name } of subscriptions.toReversed()) {
    const own = AROUND_NAME + bytesText(name).length * CHARACTER + (kind === 'channel' ? 0 : KIND);
    used += Math.min(WIDEST, own) + GAP;
    const rest = fit + 1 < subscriptions.length ? MORE : 0;
    if (used - GAP + rest > width && fit > 0) break;
    fit++;
  }
  return fit;
}
