import { screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { callsOf, renderPage, setUpPage, type Answers } from '../../../test/support/page.tsx';
import { CommandPalette } from './command-palette.tsx';
import { useOverlays } from './overlays.ts';

setUpPage('#/overview?on=here');
afterEach(() => useOverlays.getState().show(null));

const bytes = (text: string) => new TextEncoder().encode(text);
const answers: Answers = {
  'connections.watch': () =>
    ({
      profiles: [
        { id: 'here', name: 'shop' },
        { id: 'there', name: 'orders production' },
      ],
      open: [{ profileId: 'here', state: { state: 'ready', since: 0 } }],
    }) as never,
  'connections.open': () => undefined,
  'pipelines.watch': () => [
    { id: 'w', name: 'Orders by hour', kind: 'own', unconfirmed: false, state: null, connectionId: null },
    { id: 'x', name: 'Clicks', kind: 'recipe', unconfirmed: false, state: null, connectionId: null },
  ],
  'pubsub.channels': ({ search }) => ({
    channels: [{ kind: 'channel', name: bytes(`${search}:new`), subscribers: 1 }],
    channelCount: 1,
    patterns: 0,
    missing: [],
  }),
  'streams.list': ({ pattern }) =>
    ({ keys: pattern === '*orders*' ? [bytes('orders:stream')] : [], finished: true }) as never,
};

it('finds streams, channels, pipelines and connections by their names', async () => {
  const { user } = renderPage(<CommandPalette />, answers);
  useOverlays.getState().show('palette');
  await user.type(await screen.findByRole('combobox'), 'orders');
  await waitFor(() =>
    expect(screen.getAllByRole('option').map(({ textContent }) => textContent)).toEqual([
      'orders:stream',
      'Listen to orders:new',
      'Show Orders by hour',
      'Connect to orders production',
    ]),
  );
  await user.click(screen.getByRole('option', { name: 'orders:stream' }));
  await waitFor(() => expect(window.location.hash).toContain('#/streams?on=here&stream=orders'));
  expect(callsOf('connections.open')).toEqual([]);
});

it('opens a connection that is not open', async () => {
  const { user } = renderPage(<CommandPalette />, answers);
  useOverlays.getState().show('palette');
  await user.type(await screen.findByRole('combobox'), 'production');
  await user.click(await screen.findByRole('option', { name: 'Connect to orders production' }));
  await waitFor(() => expect(callsOf('connections.open')).toEqual([{ id: 'there' }]));
  await waitFor(() => expect(window.location.hash).toContain('on=there'));
});
