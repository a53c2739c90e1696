import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { callsOf, renderPage, setUpPage, type Answers } from '../../../../test/support/page.tsx';
import { NewPipelineDialog } from './new-pipeline-dialog.tsx';
import type { PipelineStart } from './pipeline-start.ts';

setUpPage('#/pubsub');

const channel = (name: string) => ({ kind: 'channel', name: new TextEncoder().encode(name), subscribers: 1 });
const answers: Answers = {
  'pipelines.watch': () => [
    { id: 'a', name: 'orders', kind: 'own', unconfirmed: false, state: null, connectionId: null },
  ],
  'pipelines.save': () => ({ id: 'b' }),
  'pubsub.channels': () =>
    ({ channels: [channel('orders'), channel('a b')], channelCount: 2, patterns: 0, missing: [] }) as never,
};
const open = (start: PipelineStart) => {
  let isOpen = true;
  const close = () => (isOpen = false);
  const page = renderPage(<NewPipelineDialog connectionId="c" start={start} onClose={close} />, answers);
  return { ...page, isOpen: () => isOpen };
};

it('makes a file of a channel that is picked, under a name that is free, and goes there', async () => {
  const { user, isOpen } = open({ from: 'channel', text: '' });
  const heard = within(await screen.findByRole('list', { name: 'Channels heard now' }));
  await user.click(heard.getByRole('button', { name: 'orders' }));
  await user.click(heard.getByRole('button', { name: String.raw`a\x20b` }));
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Channels or patterns' }).value).toBe(
    String.raw`orders a\x20b`,
  );
  await user.click(heard.getByRole('button', { name: String.raw`a\x20b` }));
  await user.click(screen.getByRole('button', { name: 'Create' }));
  await waitFor(() => expect(isOpen()).toBe(false));
  const [saved] = callsOf('pipelines.save');
  expect(saved).toMatchObject({ name: 'orders 2', imported: false });
  expect(JSON.parse(saved!.text)).toMatchObject({
    name: 'orders 2',
    source: { type: 'channel', channels: ['orders'] },
  });
  expect(window.location.hash).toContain('pipeline=b');
});

it('says what is missing before anything is made', async () => {
  const { user } = open({ from: 'sse', text: '' });
  await user.click(screen.getByRole('button', { name: 'Create' }));
  expect((await screen.findByRole('alert')).textContent).toBe('Enter an address.');
  expect(callsOf('pipelines.save')).toEqual([]);
});

it('keeps what was typed elsewhere: the condition, and what could not be taken along', async () => {
  const { user } = open({ from: 'stream', text: 'orders', where: 'event.n > 1', left: 'Not this.' });
  expect(screen.getByText('Not this.')).toBeTruthy();
  await user.click(screen.getByRole('radio', { name: 'List' }));
  await user.click(screen.getByRole('radio', { name: 'Stream' }));
  await user.click(screen.getByRole('button', { name: 'Create' }));
  await waitFor(() => expect(callsOf('pipelines.save')).toHaveLength(1));
  expect(JSON.parse(callsOf('pipelines.save')[0]!.text)).toMatchObject({
    source: { type: 'stream', keys: ['orders'] },
    where: 'event.n > 1',
  });
});
