import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { StreamGroup } from '#shared/contract/streams.ts';
import { encodeEntry, packEntries } from '#shared/redis/entry-bytes.ts';
import { renderPage, setUpPage, type Answers } from '../../../../../test/support/page.tsx';
import { PendingView } from './pending-view.tsx';

setUpPage('#/streams?stream=orders&tab=pending');

const bytes = (text: string) => new TextEncoder().encode(text);
const group: StreamGroup = {
  name: bytes('g'),
  consumers: 1,
  pending: 1,
  lastDeliveredId: '1-0',
  entriesRead: 1,
  lag: 0,
  oldestPending: { id: '1-0', idleMs: 5 },
};
const entries = packEntries([encodeEntry('1-0', [bytes('n'), bytes('1')])]);

const answers: Answers = {
  'streams.consumers': () => ({
    consumers: [{ name: bytes('alice'), pending: 1, idleMs: 5, inactiveMs: 5 }],
    missing: [],
  }),
  'pending.page': () => ({
    serverTime: 0,
    names: [bytes('alice')],
    rows: [{ id: '1-0', consumer: 0, idleMs: 5, deliveries: '1', ghost: false }],
    entries: { ...entries, sizes: Float64Array.of(2) },
    scanned: 1,
    resume: null,
    missing: [],
  }),
  'streamActions.preview': () => ({
    act: 'Acknowledge 1 entry',
    sentence: 'Acknowledges 1 entry.',
    warnings: [],
    commands: ['XACK orders g 1-0'],
    commandCount: 1,
    destructive: false,
    refused: null,
  }),
};

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
      'streamActions.apply': async function* () {
        yield {
          state: 'failed' as const,
          problem: { code: 'redis', message: 'This server is a read-only replica.' },
          elapsedMs: 1,
          done: 0,
          total: 1,
          outcomes: [],
          message: 'It stopped early.',
        };
      },
    },
  );
  await user.click(await screen.findByRole('button', { name: 'Select all' }));
  await user.click(screen.getByRole('button', { name: 'Acknowledge' }));
  const act = await screen.findByRole<HTMLButtonElement>('button', { name: 'Acknowledge 1 entry' });
  await waitFor(() => expect(act.disabled).toBe(false));
  await user.click(act);
  expect(await screen.findByText('This server is a read-only replica.')).toBeTruthy();
  expect(screen.getByText('all 1 selected')).toBeTruthy();
});
