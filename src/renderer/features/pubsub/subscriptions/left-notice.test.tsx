import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { HeardBy } from '#shared/contract/feeds.ts';
import { callsOf, renderPage, setUpPage } from '../../../../../test/support/page.tsx';
import { LeftNotice } from './left-notice.tsx';

setUpPage('#/pubsub');

const channel = (name: string): HeardBy => ({ kind: 'channel', name: new TextEncoder().encode(name) });

it('asks once about what was subscribed before Millrace ended', async () => {
  let left = Array.from({ length: 8 }, (_, index) => channel(`orders.${index}`));
  const { user } = renderPage(<LeftNotice connectionId="c1" />, {
    'pubsub.left': () => left,
    'pubsub.takeLeft': () => {
      left = [];
    },
  });
  expect((await screen.findByRole('status')).textContent).toContain(
    'you were subscribed to orders.0, orders.1, orders.2, orders.3, orders.4 and 3 more.',
  );
  await user.click(screen.getByRole('button', { name: 'Subscribe again' }));
  await waitFor(() => expect(screen.queryByRole('status')).toBeNull());
  expect(callsOf('pubsub.takeLeft')).toEqual([{ connectionId: 'c1', subscribe: true }]);
});

it('says nothing where nothing was left', async () => {
  renderPage(<LeftNotice connectionId="c1" />, { 'pubsub.left': () => [] });
  await waitFor(() => expect(callsOf('pubsub.left')).toHaveLength(1));
  expect(screen.queryByRole('status')).toBeNull();
});
