import type { Subscription, SubscriptionSet } from '#shared/contract/pubsub.ts';
import { unionFlags } from '#shared/redis/notify-flags.ts';
import { bytesText, parseBytesText } from '#shared/redis/text.ts';

type Present = Pick<Subscription, 'kind' | 'name' | 'notify'>;
type Member = SubscriptionSet['subscriptions'][number];

/** What is subscribed now, as something to save. */
export function setOf(name: string, present: readonly Present[]): SubscriptionSet {
  return {
    name: name.trim(),
    subscriptions: present.map(({ kind, name, notify }) => ({ kind, name: bytesText(name), notify })),
  };
}

interface SetOpening {
  /** Those that need nothing of the server. */
  plain: { kind: Member['kind']; name: Uint8Array<ArrayBuffer> }[];
  /** Keyspace notifications, and the flags that they need together. */
  notifications: { kind: 'channel' | 'pattern'; name: Uint8Array<ArrayBuffer> }[];
  flags: string;
  /** Present ones that are not in the set. */
  others: Pick<Present, 'kind' | 'name'>[];
}

/** What has to be done to open a set. */
export function openingOf({ subscriptions }: SubscriptionSet, present: readonly Present[]): SetOpening {
  const wanted = new Set(subscriptions.map(({ kind, name }) => `${kind} ${name}`));
  return {
    plain: subscriptions
      .filter(({ notify }) => notify === null)
      .map(({ kind, name }) => ({ kind, name: parseBytesText(name) })),
    notifications: subscriptions.flatMap(({ kind, name, notify }) =>
      notify === null || kind === 'shard' ? [] : [{ kind, name: parseBytesText(name) }],
    ),
    flags: unionFlags(...subscriptions.map(({ notify }) => notify ?? '')),
    others: present.filter(({ kind, name }) => !wanted.has(`${kind} ${bytesText(name)}`)),
  };
}

/** The sets by name, with this one in the place of that of the same name. */
export function withSet(sets: readonly SubscriptionSet[], set: SubscriptionSet): SubscriptionSet[] {
  return [...sets.filter(({ name }) => name !== set.name), set].sort((a, b) => a.name.localeCompare(b.name));
}
