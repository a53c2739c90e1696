import type { HeardBy } from '#shared/contract/feeds.ts';
import type { SubscriptionKind } from '#shared/contract/pubsub.ts';
import { commandText } from '#shared/redis/command-text.ts';
import { formatCount } from '../../../lib/format/numbers.ts';

/** Names that a command line shows: a longer one is not read by anybody. */
const MOST_SHOWN = 50;

/** The command that begins a subscription. */
export const subscribeCommands: Record<SubscriptionKind, string> = {
  channel: 'SUBSCRIBE',
  pattern: 'PSUBSCRIBE',
  shard: 'SSUBSCRIBE',
};

/** The commands that begin the subscriptions: one for all names of a kind. */
export function subscribeLines(sources: readonly HeardBy[]): string {
  return (Object.keys(subscribeCommands) as SubscriptionKind[])
    .flatMap(kind => {
      const some = sources.filter(source => source.kind === kind).map(({ name }) => name);
      if (some.length === 0) return [];
      const line = commandText([subscribeCommands[kind], ...some.slice(0, MOST_SHOWN)]);
      return some.length > MOST_SHOWN ? `${line} … and ${formatCount(some.length - MOST_SHOWN)} more` : line;
    })
    .join('\n');
}

/** The command that publishes to a channel. PUBLISH and SPUBLISH reach different subscribers, even of one name. */
export function publishCommand(sharded: boolean): 'PUBLISH' | 'SPUBLISH' {
  return sharded ? 'SPUBLISH' : 'PUBLISH';
}
