import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { ActionPreview, ActionProgress } from '#shared/contract/stream-actions.ts';
import type { StreamGroup } from '#shared/contract/streams.ts';
import { packEntries, encodeEntry } from '#shared/redis/entry-bytes.ts';
import { callsOf, renderPage, setUpPage, type Answers } from '../../../../../test/support/page.tsx';
import { PendingView } from './pending-view.tsx';

setUpPage();

const bytes = (text: string) => new TextEncoder().encode(text);
const group: StreamGroup = {
  name: bytes('g'),
  consumers: 1,
  pending: 2,
  lastDeliveredId: '2-0',
  entriesRead: 2,
  lag: 0,
  oldestPending: { id: '1-0', idleMs: 5_000 },
};
const previewOf = (act: string): ActionPreview => ({
  act,
  sentence: `${act}.`,
  warnings: [],
  commands: ['XCLAIM orders g alice 9223372036854775807 1-0 TIME 1 RETRYCOUNT 1 FORCE JUSTID'],
  commandCount: 1,
  destructive: false,
  refused: null,
});
const undo = {
  kind: 'undo-ack' as const,
  key: bytes('orders'),
  group: bytes('g'),
  rows: [{ id: '1-0', consumer: bytes('alice'), deliveries: '1', deliveredAt: 1 }],
  others: 0,
};
const ended = (part: Partial<ActionProgress>): ActionProgress => ({
  state: 'done',
  problem: null,
  elapsedMs: 1,
  done: 1,
  total: 1,
  outcomes: [],
  message: '',
  undo: null,
  ...part,
});

const answers: Answers = {
  'streams.consumers': () => [{ name: bytes('alice'), pending: 2, idleMs: 5_000, inactiveMs: 5_000 }],
  'connections.capabilities': () => ({}),
  'pending.page': () => ({
    serverTime: 10_000,
    names: [bytes('alice')],
    rows: ['1-0', '2-0'].map(id => ({ id, consumer: 0, idleMs: 5_000, deliveries: '1', ghost: false })),
    entries: {
      ...packEntries(
        ['1-0', '2-0'].map(id =>
          encodeEntry(id, [Buffer.from('n'), Buffer.from('1')], { maxFields: 8, maxBytes: 64 }),
        ),
      ),
      sizes: Float64Array.of(2, 2),
    },
    scanned: 2,
    resume: null,
  }),
  'streamActions.preview': ({ action }) =>
    previewOf(action.kind === 'ack' ? 'Acknowledge 1 entry' : 'Make 1 entry pending again'),
  'streamActions.apply': ({ action }) =>
    action.kind === 'ack'
      ? ended({ message: 'Acknowledged 1 entry.', undo })
      : ended({ message: 'Made 1 entry pending again.' }),
};

const view = (
  <PendingView
    connectionId="c1"
    streamKey={bytes('orders')}
    group={group}
    state={undefined}
    history={new Map()}
  />
);

it('an acknowledgement can be undone, with its commands shown first', async () => {
  const { user } = renderPage(view, answers);
  await user.click(await screen.findByRole('checkbox', { name: 'Select 1-0' }));
  expect(screen.queryByRole('button', { name: /Undo/ })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Acknowledge' }));
  await user.click(await screen.findByRole('button', { name: 'Acknowledge 1 entry' }));
  await screen.findByText('Acknowledged 1 entry.');

  await user.click(screen.getByRole('button', { name: 'Undo the acknowledgement…' }));
  const dialog = await screen.findByRole('dialog', { name: 'Undo the acknowledgement' });
  expect(await within(dialog).findByText(/XCLAIM orders g alice .* FORCE/)).toBeTruthy();
  expect(callsOf('streamActions.preview').at(-1)!.action).toEqual(undo);
  await user.click(within(dialog).getByRole('button', { name: 'Make 1 entry pending again' }));
  await within(dialog).findByText('Made 1 entry pending again.');
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('button', { name: /Undo the/ })).toBeNull());
  expect(screen.getByText('Made 1 entry pending again.')).toBeTruthy();
});
