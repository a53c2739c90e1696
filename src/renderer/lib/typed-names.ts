import type { SubscriptionKind } from '#shared/contract/pubsub.ts';

/** The names in what was typed: separated by spaces, each once. A space inside a name is written `\x20`. */
export function splitNames(text: string): string[] {
  return [...new Set(text.split(/\s+/).filter(name => name !== ''))];
}

/** A name with an unescaped `*`, `?` or `[` is meant as a pattern; see https://redis.io/docs/latest/commands/psubscribe/. */
export function kindOfName(name: string): SubscriptionKind {
  return /(?<!\\)(?:\\\\)*[*?[]/.test(name) ? 'pattern' : 'channel';
}
