import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { ActionPreview } from '#shared/contract/actions.ts';
import type { StreamActionProgress } from '#shared/contract/stream-actions.ts';
import type { StreamGroup } from '#shared/contract/streams.ts';
import { packEntries, encodeEntry } from '#shared/redis/entry-bytes.ts';
import { bytesText } from '#shared/redis/text.ts';
import { callsOf, renderPage, setUpPage, type Answers } from '../../../../../test/support/page.tsx';
import { PendingView } from './pending-view.tsx';

setUpPage('#/streams');

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
const ended = (part: Partial<StreamActionProgress>): StreamActionProgress => ({
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
  'streams.consumers': () => ({
    consumers: [{ name: bytes('alice'), pending: 2, idleMs: 5_000, inactiveMs: 5_000 }],
    missing: [],
  }),
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
    missing: [],
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

const sortedRows = {
  serverTime: 1_000_000,
  names: [bytes('alice')],
  rows: [
    { id: '2-0', consumer: 0, idleMs: 900_000, deliveries: '3', ghost: true },
    { id: '1-0', consumer: 0, idleMs: 5_000, deliveries: '9', ghost: true },
  ],
  entries: { ...packEntries([new Uint8Array(), new Uint8Array()]), sizes: Float64Array.of(0, 0) },
  missing: [],
};

it('pending entries are sorted by a figure, and how many were looked at is said', async () => {
  const { user } = renderPage(view, {
    ...answers,
    'pending.sorted': () => ({ ...sortedRows, scanned: 100_000, matched: 100_000, total: 250_000 }),
  });
  const title = await screen.findByRole('columnheader', { name: 'idle' });
  await user.click(within(title).getByRole('button'));
  await screen.findByText(
    'first 2 of 100,000 pending · sorted among the 100,000 with the smallest ids, of 250,000',
  );
  expect(title.getAttribute('aria-sort')).toBe('descending');
  const shownIds = () =>
    screen.getAllByRole('checkbox', { name: /^Select \d/ }).map(box => box.getAttribute('aria-label'));
  await waitFor(() => expect(shownIds()).toEqual(['Select 2-0', 'Select 1-0']));
  expect(callsOf('pending.sorted').at(-1)).toMatchObject({ by: 'idle', direction: 'descending' });

  await user.click(within(title).getByRole('button'));
  await waitFor(() => expect(callsOf('pending.sorted').at(-1)).toMatchObject({ direction: 'ascending' }));
  await user.click(within(title).getByRole('button'));
  await screen.findByText('2 of 2 here');
});

it('an order that cannot be read can be tried again', async () => {
  let fails = true;
  const { user } = renderPage(view, {
    ...answers,
    'pending.sorted': () => {
      if (fails) throw new Error('The server is away.');
      return { ...sortedRows, scanned: 2, matched: 2, total: 2 };
    },
  });
  await user.click(
    within(await screen.findByRole('columnheader', { name: 'deliveries' })).getByRole('button'),
  );
  await screen.findByText(/The server is away/);
  fails = false;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByText('2 pending · sorted among all 2');
  expect(screen.queryByText(/The server is away/)).toBeNull();
});

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

it('the entries of one consumer are picked by a part of its name', async () => {
  const consumers = Array.from({ length: 300 }, (_, index) => bytes(`worker-${index}`));
  const { user } = renderPage(view, {
    ...answers,
    'streams.consumers': () => ({
      consumers: consumers.map(name => ({ name, pending: 1, idleMs: 1, inactiveMs: null })),
      missing: [],
    }),
  });
  await user.click(await screen.findByRole('button', { name: 'Consumer: any consumer' }));
  await user.type(await screen.findByRole('textbox', { name: "Part of a consumer's name" }), '271{Enter}');
  await screen.findByRole('button', { name: 'Consumer: worker-271' });
  await waitFor(() => expect(bytesText(callsOf('pending.page').at(-1)!.filter.consumer!)).toBe('worker-271'));
});

it('a repair that fails says the reason of the server, and what was selected stays selected', async () => {
  const { user } = renderPage(
    <PendingView
      connectionId="p1"
      streamKey={bytes('orders')}
      group={group}
      state={undefined}
      history={new Map()}
    />,
    {
      ...answers,
      'streamActions.apply': () => ({
        state: 'failed',
        problem: { code: 'redis', message: 'This server is a read-only replica.' },
        elapsedMs: 1,
        done: 0,
        total: 1,
        outcomes: [],
        message: 'It stopped early.',
        undo: null,
      }),
    },
  );
  await user.click(await screen.findByRole('button', { name: 'Select all' }));
  await user.click(screen.getByRole('button', { name: 'Acknowledge' }));
  const act = await screen.findByRole<HTMLButtonElement>('button', { name: 'Acknowledge 1 entry' });
  await waitFor(() => expect(act.disabled).toBe(false));
  await user.click(act);
  expect(await screen.findByText('This server is a read-only replica.')).toBeTruthy();
  expect(screen.getByText('all 2 selected')).toBeTruthy();
});
