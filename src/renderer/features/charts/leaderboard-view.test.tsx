import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { MillraceError } from '#shared/rpc/errors.ts';
import { renderPage, setUpPage } from '../../../../test/support/page.tsx';
import { LeaderboardView } from './leaderboard-view.tsx';

setUpPage();

it('does not say that there is no epoch where it could not be read', async () => {
  renderPage(<LeaderboardView connectionId="p1" />, {
    'series.leaderboard': () => Promise.reject(new MillraceError('redis', 'The key holds another type.')),
  });
  expect(await screen.findByText(/The key holds another type/)).toBeTruthy();
  expect(screen.queryByText('No epoch yet')).toBeNull();
});

it('says so where there is none', async () => {
  renderPage(<LeaderboardView connectionId="p1" />, {
    'series.leaderboard': () => ({ epoch: null, highest: null, members: 0, rows: [] }),
  });
  expect(await screen.findByText('No epoch yet')).toBeTruthy();
});
