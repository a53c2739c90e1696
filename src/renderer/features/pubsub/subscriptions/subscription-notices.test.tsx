import { screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import type { PubSubSession, Subscription } from '#shared/contract/pubsub.ts';
import { callsOf, renderPage, setUpPage } from '../../../../../test/support/page.tsx';
import { SubscriptionNotices } from './subscription-notices.tsx';

setUpPage();
afterEach(() => vi.useRealTimers());

const bytes = (text: string) => new TextEncoder().encode(text);
const subscription = (name: string, state: Subscription['state'], more: Partial<Subscription> = {}) =>
  ({ kind: 'channel', name: bytes(name), state, problem: null, notify: null, ...more }) as Subscription;
const session = (subscriptions: Subscription[], more: Partial<PubSubSession> = {}) =>
  ({ connected: true, problem: null, subscriptions, ...more }) as PubSubSession;

it('tells what the server refused, once for each reason, and takes it all away', async () => {
  const refused = Array.from({ length: 8 }, (_, index) =>
    subscription(`closed-${index}`, 'refused', { problem: 'You have no permission.' }),
  );
  const { user } = renderPage(
    <SubscriptionNotices connectionId="p1" session={session([subscription('open', 'active'), ...refused])} />,
    { 'pubsub.unsubscribe': () => undefined },
  );
  expect(screen.getByText(/8 subscriptions were refused/).textContent).toMatch(
    /closed-4 and 3 more\. You have no permission\./,
  );
  await user.click(screen.getByRole('button', { name: 'Remove them' }));
  await waitFor(() => expect(callsOf('pubsub.unsubscribe')).toHaveLength(1));
  expect(callsOf('pubsub.unsubscribe')[0]!.subscriptions).toHaveLength(8);
});

it('says how far the server is with thousands of names, and ends it', async () => {
  const many = Array.from({ length: 3_000 }, (_, n) =>
    subscription(`c${n}`, n < 1_200 ? 'active' : 'waiting'),
  );
  const { user } = renderPage(
    <SubscriptionNotices connectionId="p1" session={session(many, { connected: false })} />,
    { 'pubsub.unsubscribe': () => undefined },
  );
  expect(screen.getByText('Subscribing: the server has confirmed 1,200 of 3,000.')).toBeTruthy();
  expect(screen.queryByRole('alert')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Stop' }));
  await waitFor(() => expect(callsOf('pubsub.unsubscribe')).toHaveLength(1));
  expect(callsOf('pubsub.unsubscribe')[0]!.subscriptions).toHaveLength(1_800);
});

it('says whether something or nothing is heard while the connection is away', () => {
  const waiting = subscription('a', 'waiting');
  const { show } = renderPage(
    <SubscriptionNotices connectionId="p1" session={session([waiting], { connected: false })} />,
  );
  expect(screen.getByRole('alert').textContent).toContain('Not receiving any messages right now.');
  const some = session([waiting, subscription('b', 'active')], { connected: false, problem: 'Refused.' });
  show(<SubscriptionNotices connectionId="p1" session={some} />);
  expect(screen.getByRole('alert').textContent).toBe(
    'Some subscriptions are not connected right now. Refused.',
  );
});

it('does not blame the setting of the server before it has been read for these subscriptions', async () => {
  // All of it may happen within a millisecond.
  vi.useFakeTimers({ toFake: ['Date'] });
  let now = 'AK';
  const answers = {
    'notifications.status': () => ({ now }) as never,
    'notifications.leftover': () => null as never,
  };
  const view = (...subscriptions: Subscription[]) => (
    <SubscriptionNotices connectionId="p1" session={session(subscriptions)} />
  );
  const keys = subscription('__keyspace@0__:a', 'active', { notify: 'KA' });
  const events = subscription('__keyevent@0__:set', 'active', { notify: 'E$' });
  const streams = subscription('__keyspace@0__:s', 'active', { notify: 'Km' });
  const { show } = renderPage(view(keys), answers);
  const asked = () => callsOf('notifications.status').length;
  await waitFor(() => expect(asked()).toBeGreaterThan(0));

  // The setting was changed for the new subscription; what is known here is older.
  now = 'AKE';
  const before = asked();
  show(view(keys, events));
  expect(screen.queryByText(/does not send all/)).toBeNull();
  await waitFor(() => expect(asked()).toBeGreaterThan(before));
  expect(screen.queryByText(/does not send all/)).toBeNull();

  show(view(keys, events, streams));
  expect(await screen.findByText(/does not send all/)).toBeTruthy();
});
