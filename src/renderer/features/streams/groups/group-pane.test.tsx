import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { StreamGroup } from '#shared/contract/streams.ts';
import { callsOf, renderPage, setUpPage, type Answers } from '../../../../../test/support/page.tsx';
import { GroupPane } from './group-pane.tsx';

setUpPage();

const bytes = (text: string) => new TextEncoder().encode(text);
const group: StreamGroup = {
  name: bytes('g'),
  consumers: 300,
  pending: 300,
  lastDeliveredId: '300-0',
  entriesRead: 300,
  lag: 0,
  oldestPending: null,
};
const answers: Answers = {
  'streams.consumers': () => ({
    consumers: Array.from({ length: 300 }, (_, index) => ({
      name: bytes(`worker-${String(index).padStart(3, '0')}`),
      pending: index,
      idleMs: 1_000,
      inactiveMs: -1,
    })),
    missing: [],
  }),
  'streamActions.preview': () => {
    throw new Error('not asked');
  },
};
const pane = (
  <GroupPane
    connectionId="c1"
    streamKey={bytes('orders')}
    group={group}
    others={[]}
    onPending={() => {}}
    onReplay={() => {}}
    onDestroy={() => {}}
  />
);
const names = (grid: HTMLElement) =>
  within(grid)
    .getAllByRole('button', { name: /^Delete consumer/ })
    .map(button => button.getAttribute('aria-label')!.slice('Delete consumer '.length));

it('of hundreds of consumers one is found by a part of its name', async () => {
  const { user } = renderPage(pane, answers);
  const grid = await screen.findByRole('grid', { name: 'Consumers' });
  expect(await within(grid).findByText('worker-000')).toBeTruthy();
  await user.type(screen.getByRole('textbox', { name: 'Find a consumer' }), '29');
  const found = ['worker-029', 'worker-129', 'worker-229'];
  for (let digit = 0; digit < 10; digit++) found.push(`worker-29${digit}`);
  await waitFor(() => expect(names(grid)).toEqual(found));
  await user.clear(screen.getByRole('textbox', { name: 'Find a consumer' }));
  await user.type(screen.getByRole('textbox', { name: 'Find a consumer' }), 'nobody');
  expect(await screen.findByText('No consumer matches this name.')).toBeTruthy();
});

it('those with the most pending entries are first when one asks for it', async () => {
  const { user } = renderPage(pane, answers);
  const grid = await screen.findByRole('grid', { name: 'Consumers' });
  await within(grid).findByText('worker-000');
  await user.click(within(within(grid).getByRole('columnheader', { name: 'pending' })).getByRole('button'));
  await waitFor(() => expect(names(grid)[0]).toBe('worker-299'));
});

it('when the consumers cannot be read it says so, and can try again', async () => {
  let fails = true;
  const { user } = renderPage(pane, {
    'streams.consumers': () => {
      if (fails) throw new Error('The server is away.');
      return {
        consumers: [{ name: bytes('alice'), pending: 0, idleMs: 1, inactiveMs: null }],
        missing: [],
      };
    },
  });
  await screen.findByText(/The server is away/);
  fails = false;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('alice')).toBeTruthy();
});

it('reads as a consumer, with the command and what it does said first', async () => {
  const { user } = renderPage(pane, {
    ...answers,
    'streamActions.preview': ({ action }) => ({
      act: 'Read as alice',
      sentence: `Gives ${action.kind === 'read-group' ? action.from : ''}`,
      warnings: [],
      commands: ['XREADGROUP GROUP g alice COUNT 5 NOACK STREAMS orders >'],
      commandCount: 1,
      destructive: false,
      refused: null,
    }),
  });
  await user.click(await screen.findByRole('button', { name: 'Read as a consumer…' }));
  const dialog = await screen.findByRole('dialog', { name: 'Read from g as a consumer' });
  const fill = async (name: string, text: string) => {
    const field = within(dialog).getByLabelText(name);
    await user.clear(field);
    await user.type(field, text);
  };
  await fill('Consumer', 'alice');
  await fill('COUNT', '5');
  await user.click(within(dialog).getByRole('checkbox', { name: /NOACK/ }));
  await within(dialog).findByText('XREADGROUP GROUP g alice COUNT 5 NOACK STREAMS orders >');
  await waitFor(() =>
    expect(callsOf('streamActions.preview').at(-1)!.action).toMatchObject({
      kind: 'read-group',
      count: 5,
      from: '>',
      noAck: true,
    }),
  );
  await fill('COUNT', '0');
  expect(await within(dialog).findByText('COUNT is a number from 1 to 1,000.')).toBeTruthy();
});
