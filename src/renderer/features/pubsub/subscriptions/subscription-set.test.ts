import { expect, it } from 'vitest';
import type { SubscriptionSet } from '#shared/contract/pubsub.ts';
import { openingOf, setOf, withSet } from './subscription-set.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const present = [
  { kind: 'channel' as const, name: Uint8Array.of(0x61, 0xff), notify: null },
  { kind: 'shard' as const, name: utf8('jobs'), notify: null },
  { kind: 'pattern' as const, name: utf8('__keyspace@0__:*'), notify: 'gK' },
];

it('a set holds every kind, and names as their bytes', () => {
  const set = setOf(' all ', present);
  expect(set).toEqual({
    name: 'all',
    subscriptions: [
      { kind: 'channel', name: 'a\\xff', notify: null },
      { kind: 'shard', name: 'jobs', notify: null },
      { kind: 'pattern', name: '__keyspace@0__:*', notify: 'gK' },
    ],
  });
  const { plain, notifications, flags } = openingOf(set, []);
  expect(plain).toEqual(present.slice(0, 2).map(({ kind, name }) => ({ kind, name })));
  expect(notifications).toEqual([{ kind: 'pattern', name: utf8('__keyspace@0__:*') }]);
  expect(flags).toBe('gK');
});

it('knows which of the present ones are not in it', () => {
  const set = setOf('some', present.slice(1));
  expect(openingOf(set, present).others).toEqual([present[0]]);
  const other = { ...present[1]!, kind: 'channel' as const };
  expect(openingOf(set, [other]).others).toEqual([other]);
});

it('saving under a name that is there replaces that set', () => {
  const set = (name: string, notify: string): SubscriptionSet => ({
    name,
    subscriptions: [{ kind: 'pattern', name: '*', notify }],
  });
  const sets = withSet([set('b', ''), set('c', '')], set('a', ''));
  expect(sets.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  expect(withSet(sets, set('b', 'K'))).toEqual([sets[0], set('b', 'K'), sets[2]]);
});
