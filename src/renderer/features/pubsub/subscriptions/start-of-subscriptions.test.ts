import { expect, it } from 'vitest';
import type { HeardBy } from '#shared/contract/feeds.ts';
import { noFilter } from '../../../ui/feed/filter-state.ts';
import { startOfSubscriptions } from './start-of-subscriptions.ts';

const heard = (kind: HeardBy['kind'], name: string): HeardBy => ({
  kind,
  name: new TextEncoder().encode(name),
});
const orders = heard('channel', 'orders');
const news = heard('pattern', 'news.*');

it('reads what is heard, without what is muted, or only what is solo', () => {
  expect(startOfSubscriptions([orders, news, heard('channel', 'a b')], noFilter)).toEqual({
    from: 'channel',
    text: String.raw`orders news.* a\x20b`,
  });
  expect(startOfSubscriptions([orders, news], { ...noFilter, muted: [orders] }).text).toBe('news.*');
  expect(startOfSubscriptions([orders, news], { ...noFilter, solo: [orders] }).text).toBe('orders');
});

it('takes a CEL filter along, and says what it leaves out', () => {
  const cel = { language: 'cel', text: 'event.n > 1' } as const;
  expect(startOfSubscriptions([orders], { ...noFilter, condition: cel }).where).toBe('event.n > 1');
  const text = { language: 'text', text: 'paid' } as const;
  expect(
    startOfSubscriptions([orders, heard('shard', 's'), heard('channel', 'a*')], {
      ...noFilter,
      condition: text,
    }),
  ).toEqual({
    from: 'channel',
    text: 'orders',
    left: 'Left out, write them into the file yourself: the sharded channel s, the channel a*. The condition of this screen is not CEL and is left out: paid',
  });
});
