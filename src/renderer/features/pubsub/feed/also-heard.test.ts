import { expect, test } from 'vitest';
import type { PubSubSession, Subscription } from '#shared/contract/pubsub.ts';
import { alsoHeard } from './also-heard.ts';
import type { MessageRow } from './feed-rows.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const subscription = (kind: Subscription['kind'], name: string, state: Subscription['state'] = 'active') => ({
  kind,
  name: utf8(name),
  state,
});
const session = (...subscriptions: object[]) => ({ subscriptions }) as unknown as PubSubSession;
const row = (channel: string, pattern: string | null) =>
  ({ kind: 'message', channel, channelBytes: utf8(channel), pattern, sharded: false }) as MessageRow;

test('names what else brought the message, not what brought this row', () => {
  const heard = alsoHeard.of(
    session(subscription('channel', 'wiki'), subscription('pattern', 'w*'), subscription('pattern', '*i')),
  );
  expect(heard(row('wiki', null))).toEqual(['pattern w*', 'pattern *i']);
  expect(heard(row('wiki', 'w*'))).toEqual(['channel name', 'pattern *i']);
  expect(heard(row('world', 'w*'))).toEqual([]);
});

test('a subscription that the server refused brings nothing', () => {
  expect(alsoHeard.of(session(subscription('pattern', '*', 'refused')))(row('a', null))).toEqual([]);
});

test('a message of a sharded channel comes once, whatever else has its name', () => {
  const heard = alsoHeard.of(
    session(subscription('shard', 'wiki'), subscription('channel', 'wiki'), subscription('pattern', '*')),
  );
  expect(heard({ ...row('wiki', null), sharded: true })).toEqual([]);
  expect(heard(row('wiki', null))).toEqual(['pattern *']);
});
