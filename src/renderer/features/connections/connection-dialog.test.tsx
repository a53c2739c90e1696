import { screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import type { Profile } from '#shared/contract/connections.ts';
import { callsOf, renderPage, setUpPage, type Answers } from '../../../../test/support/page.tsx';
import { ConnectionDialog } from './connection-dialog.tsx';
import { useConnectionForm } from './connection-form-store.ts';

setUpPage();
afterEach(() => useConnectionForm.getState().close());

const profile: Profile = {
  id: 'p1',
  name: 'cache',
  color: 2,
  environment: 'local',
  target: {
    address: { kind: 'tcp', host: 'cache', port: 6379 },
    username: '',
    db: 0,
    tls: null,
    connectTimeoutMs: 10_000,
    commandTimeoutMs: 30_000,
  },
};
const answers: Answers = {
  'connections.watch': () =>
    ({
      profiles: [profile],
      open: [],
      withPassword: ['p1'],
      sandbox: { state: 'off' },
      secrets: 'session',
    }) as never,
  'connections.save': () => ({ ...profile, id: 'p2' }),
  'connections.open': () => undefined,
};

it('fills itself from a pasted line, and gives the password of one address to no other', async () => {
  const { user } = renderPage(<ConnectionDialog />, answers);
  useConnectionForm.getState().create();
  const paste = await screen.findByRole('textbox', { name: /paste/i });
  await user.type(paste, 'redis://:secret@one:6379');
  const name = screen.getByRole<HTMLInputElement>('textbox', { name: 'Name' });
  expect(name.value).toBe('one:6379');
  expect(screen.getByLabelText<HTMLInputElement>('Password').value).toBe('secret');
  await user.clear(paste);
  await user.type(paste, 'two:63');
  expect(name.value).toBe('two:63');
  await user.clear(name);
  await user.type(name, 'mine');
  await user.type(paste, '80');
  expect(name.value).toBe('mine');
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Host' }).value).toBe('two');
  expect(screen.getByLabelText<HTMLInputElement>('Password').value).toBe('');
  await user.click(screen.getByRole('button', { name: 'Save and connect' }));
  await waitFor(() => expect(callsOf('connections.save')).toHaveLength(1));
  expect(callsOf('connections.save')[0]).toMatchObject({
    password: null,
    draft: { target: { address: { host: 'two', port: 6380 } } },
  });
});

it('says what is missing, field by field, and saves nothing', async () => {
  const { user } = renderPage(<ConnectionDialog />, answers);
  useConnectionForm.getState().create();
  await user.clear(await screen.findByRole('textbox', { name: 'Host' }));
  await user.click(screen.getByRole('button', { name: 'Save and connect' }));
  expect(screen.getByText('The host is missing.')).toBeTruthy();
  expect(screen.getByText('Enter a name.')).toBeTruthy();
  expect(callsOf('connections.save')).toEqual([]);
});

it('warns before a stored password goes to another host than it was stored for', async () => {
  const { user } = renderPage(<ConnectionDialog />, answers);
  useConnectionForm.getState().edit(profile);
  const host = await screen.findByRole('textbox', { name: 'Host' });
  await waitFor(() => expect(screen.getByText('One is stored. Leave empty to keep it.')).toBeTruthy());
  expect(screen.queryByRole('alert')).toBeNull();
  // The dialog takes the keyboard to its first field by itself.
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('textbox', { name: /paste/i })));
  await user.type(host, '2');
  expect(screen.getByRole('alert').textContent).toContain('given for another server');
  await user.click(screen.getByRole('checkbox', { name: 'Delete the stored password' }));
  expect(screen.queryByRole('alert')).toBeNull();
});
