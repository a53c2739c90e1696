import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { ConnectionsOverview } from '#shared/contract/connections.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { callsOf, renderPage, setUpPage } from '../../../test/support/page.tsx';
import { useEngineQuery } from './engine-query.ts';

setUpPage();

function Subscribers() {
  const { data, error } = useEngineQuery('subscribers.list', { connectionId: 'p1' });
  return <p>{error?.message ?? (data ? 'read' : 'reading')}</p>;
}

const overview = (state: object) =>
  ({ open: [{ profileId: 'p1', state }] }) as unknown as ConnectionsOverview;

it('what failed while a server was away is read again when it is back', async () => {
  let isBack = false;
  let comeBack!: () => void;
  const back = new Promise<void>(resolve => (comeBack = resolve));
  renderPage(<Subscribers />, {
    'connections.watch': async function* () {
      yield overview({ state: 'lost' });
      await back;
      yield overview({ state: 'ready', since: 1 });
    },
    'subscribers.list': () => {
      if (!isBack) throw new MillraceError('not-connected', 'Nothing listens on 127.0.0.1:6379.');
      return { subscribers: [], count: 0, limit: null, limitProblem: null };
    },
  });
  expect(await screen.findByText('Nothing listens on 127.0.0.1:6379.')).toBeTruthy();
  expect(callsOf('subscribers.list')).toHaveLength(1);
  isBack = true;
  comeBack();
  await waitFor(() => expect(screen.getByText('read')).toBeTruthy());
});
