import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { StreamState } from '#shared/contract/streams.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { renderPage, setUpPage } from '../../../../test/support/page.tsx';
import { StreamListView } from './list/stream-list-view.tsx';
import { StreamView } from './stream-view.tsx';

setUpPage();

const key = new TextEncoder().encode('orders');
const limited: StreamState = {
  key,
  serverTime: 0,
  summary: {
    length: 3,
    memoryBytes: null,
    firstId: '1-0',
    lastId: '3-0',
    lastGeneratedId: '3-0',
    entriesAdded: 3,
    maxDeletedId: null,
    groups: null,
    named: null,
  },
  missing: ['XINFO GROUPS', 'MEMORY USAGE'],
  problem: null,
};

it('opens a stream by its name where SCAN is denied', async () => {
  const { user } = renderPage(<StreamListView connectionId="p1" />, {
    'streams.list': () => {
      throw new MillraceError('denied', 'This user may not run SCAN.');
    },
  });
  await user.type(await screen.findByRole('textbox', { name: 'Name of a stream' }), 'orders');
  await user.click(screen.getByRole('button', { name: 'Open' }));
  expect(window.location.hash).toContain('orders');
});

it('opens a group by its name where groups may not be listed, and says where there is none of it', async () => {
  const held = { name: new TextEncoder().encode('billing'), pending: 7, lag: null, consumers: null };
  const { user } = renderPage(<StreamView connectionId="p1" streamKey={key} />, {
    'streams.watch': ({ group }) => {
      const named =
        group && new TextDecoder().decode(group) === 'billing' ? { ...held, oldestPending: null } : null;
      return { ...limited, summary: { ...limited.summary!, named } };
    },
  });
  await user.click(await screen.findByRole('tab', { name: 'Pending' }));
  const name = () => screen.findByRole('textbox', { name: 'Name of the group' });
  await user.type(await name(), 'biling');
  await user.click(screen.getByRole('button', { name: 'Open' }));
  expect(await screen.findByText('This stream has no group "biling"')).toBeTruthy();
  await user.clear(await name());
  await user.type(await name(), 'billing');
  await user.click(screen.getByRole('button', { name: 'Open' }));
  expect(await screen.findByRole('tab', { name: 'billing · pending 7' })).toBeTruthy();
  expect(await screen.findByRole('region', { name: 'Figures of group billing' })).toBeTruthy();
});

it('says which commands are missing, and not that there are no groups', async () => {
  window.history.replaceState(null, '', '/#/streams?stream=orders&tab=groups');
  renderPage(<StreamView connectionId="p1" streamKey={key} />, { 'streams.watch': () => limited });
  expect(
    await screen.findByText(
      'This user may not run XINFO GROUPS and MEMORY USAGE: what it would tell is not shown.',
    ),
  ).toBeTruthy();
  expect(screen.queryByText(/0 groups|Groups 0|no group yet/)).toBeNull();
});
