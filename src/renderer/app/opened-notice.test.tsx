import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it } from 'vitest';
import type { OpenedThing } from '#shared/contract/opened.ts';
import { renderPage, setUpPage } from '../../../test/support/page.tsx';
import { useConnectionForm } from '../features/connections/connection-form-store.ts';
import { useNavigation } from '../lib/navigation.ts';
import { OpenedNotice } from './opened-notice.tsx';

setUpPage();
beforeEach(() => useConnectionForm.getState().close());

function opened(thing: OpenedThing): void {
  const things: (OpenedThing | null)[] = [thing];
  renderPage(<OpenedNotice />, {
    'opened.waiting': () => ({ count: 1 }),
    'opened.take': () => things.shift() ?? null,
  });
}

it('fills the dialog of a new connection from a link, and connects to nothing', async () => {
  opened({ kind: 'address', url: 'rediss://user:secret@example.org:6380/2' });
  await waitFor(() =>
    expect(useConnectionForm.getState().editing?.initial).toMatchObject({
      name: 'example.org:6380',
      password: 'secret',
    }),
  );
  expect(screen.queryByRole('status')).toBeNull();
});

it('goes to a pipeline file that was kept', async () => {
  opened({ kind: 'pipeline', id: 'p7', name: 'orders' });
  expect((await screen.findByRole('status')).textContent).toMatch(
    /orders was added to your pipelines.*before you start it/,
  );
  expect(useNavigation.getState().place).toMatchObject({ screen: 'pipelines', opened: { pipeline: 'p7' } });
});

it('says what could not be opened, until that is dismissed', async () => {
  opened({ kind: 'problem', message: 'x.json is not ours.' });
  expect(await screen.findByText('x.json is not ours.')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
  expect(screen.queryByRole('status')).toBeNull();
});
