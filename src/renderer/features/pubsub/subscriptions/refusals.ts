import type { Subscription } from '#shared/contract/pubsub.ts';

/** What the server refused for one and the same reason. */
export interface Refusal {
  problem: string;
  of: readonly Subscription[];
}

/** The refused subscriptions, those with the same reason together: a thousand of them are one thing to know. */
export function refusals(subscriptions: readonly Subscription[]): Refusal[] {
  const refused = subscriptions.filter(({ state }) => state === 'refused');
  return [...Map.groupBy(refused, ({ problem }) => problem ?? '')].map(([problem, of]) => ({ problem, of }));
}
