import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { ChannelList, PubSubSession } from '#shared/contract/pubsub.ts';
import { bytesText } from '#shared/redis/text.ts';
import { callsOf, renderPage, setUpPage } from '../../../../../test/support/page.tsx';
import { ServerChannels } from './server-channels.tsx';

setUpPage();

const bytes = (text: string) => new TextEncoder().encode(text);
const session = { channels: [], subscriptions: [] } as unknown as PubSubSession;

function renderChannels(kind: ChannelList['channels'][number]['kind'], name: string) {
  return renderPage(<ServerChannels connectionId="p1" session={session} />, {
    'pubsub.channels': () => ({
      channels: [{ kind, name: bytes(name), subscribers: 3 }],
      channelCount: 1,
      patterns: 0,
      missing: [],
    }),
    'pubsub.subscribe': () => {},
  });
}

const asked = () =>
  callsOf('pubsub.subscribe').flatMap(({ subscriptions }) =>
    subscriptions.map(({ kind, name }) => `${kind} ${bytesText(name)}`),
  );

it('listens by the escaped name as a pattern, which PUBSUB NUMSUB does not count', async () => {
  const { user } = renderChannels('channel', 'socket.io-request#/*#');
  await user.click(await screen.findByText('socket.io-request#/*#'));
  await waitFor(() => expect(asked()).toEqual([`pattern ${bytesText(bytes('socket.io-request#/\\*#'))}`]));
});

it('listens plainly where that was chosen', async () => {
  const { user } = renderChannels('channel', 'news');
  await user.click(await screen.findByRole('checkbox', { name: 'Listen by an escaped pattern' }));
  await user.click(screen.getByText('news'));
  await waitFor(() => expect(asked()).toEqual(['channel news']));
});

it('warns before a sharded channel is listened to: it has no patterns', async () => {
  const { user } = renderChannels('shard', 'jobs');
  await user.click(await screen.findByText('jobs'));
  expect(await screen.findByText(/one more subscriber of jobs/)).toBeTruthy();
  expect(asked()).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Listen anyway' }));
  await waitFor(() => expect(asked()).toEqual(['shard jobs']));
});
