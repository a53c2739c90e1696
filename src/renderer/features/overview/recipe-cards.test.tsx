import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { ActiveConnection } from '../../lib/active-connection.ts';
import { callsOf, renderPage, setUpPage } from '../../../../test/support/page.tsx';
import { RecipeCards } from './recipe-cards.tsx';

setUpPage();

it('says of a recipe that runs on another server where it writes', async () => {
  const active = { profile: { id: 'here', name: 'production', color: 1 } } as ActiveConnection;
  const { user } = renderPage(<RecipeCards active={active} />, {
    'connections.watch': () =>
      ({ profiles: [active.profile, { id: 'there', name: 'sandbox', color: 2 }], open: [] }) as never,
    'pipelines.watch': () => [
      {
        id: 'wikipedia-edits',
        name: 'wikipedia-edits',
        kind: 'recipe',
        unconfirmed: false,
        state: 'running',
        connectionId: 'there',
      },
    ],
  });
  const card = await screen.findByRole('region', { name: /Wikipedia/ });
  expect(await within(card).findByText('sandbox')).toBeTruthy();
  expect(card.textContent).toContain('running on');
  await user.click(within(card).getByRole('button', { name: /^Show/ }));
  expect(callsOf('pipelines.start')).toEqual([]);
  expect(window.location.hash).toContain('pipeline=wikipedia-edits');
});
