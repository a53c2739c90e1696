import { act, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { ActionPreview } from '#shared/contract/actions.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { renderPage, setUpPage, type Answers } from '../../../../../test/support/page.tsx';
import { ActionPanel } from './action-panel.tsx';
import type { StreamActionInput } from './stream-actions.ts';

setUpPage();

const bytes = (text: string) => new TextEncoder().encode(text);
const preview: ActionPreview = {
  act: 'Acknowledge 2 entries',
  sentence: 'Acknowledges 2 entries (2 of alice).',
  warnings: [],
  commands: ['XACK orders g 1-0 2-0'],
  commandCount: 1,
  destructive: false,
  refused: null,
};
const ack: StreamActionInput = {
  kind: 'ack',
  key: bytes('orders'),
  group: bytes('g'),
  selection: { by: 'rows', rows: [] },
};

function connected(environment: 'local' | 'production'): Answers {
  const profile = { id: 'p1', name: 'shop', color: 1, environment };
  return {
    'connections.watch': () =>
      ({
        profiles: [profile],
        open: [{ profileId: 'p1' }],
        withPassword: [],
        sandbox: { state: 'off' },
      }) as never,
    'streamActions.preview': () => preview,
  };
}

it('says what happens and the command before the button that names the act', async () => {
  renderPage(<ActionPanel connectionId="p1" action={ack} />, connected('local'));
  const button = await screen.findByRole<HTMLButtonElement>('button', { name: 'Acknowledge 2 entries' });
  expect(screen.getByText(preview.sentence)).toBeTruthy();
  expect(screen.getByText('XACK orders g 1-0 2-0')).toBeTruthy();
  await waitFor(() => expect(button.disabled).toBe(false));
});

it('asks for the name of a production connection before an acknowledgement too', async () => {
  const { user } = renderPage(<ActionPanel connectionId="p1" action={ack} />, connected('production'));
  const name = await screen.findByRole('textbox', { name: 'This is production. Type shop to continue' });
  const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Acknowledge 2 entries' });
  expect(button.disabled).toBe(true);
  await user.type(name, 'shop');
  await waitFor(() => expect(button.disabled).toBe(false));
});

it('says why there is no preview, and goes on reading nothing', async () => {
  renderPage(<ActionPanel connectionId="p1" action={ack} />, {
    ...connected('local'),
    'streamActions.preview': () => Promise.reject(new MillraceError('redis', 'Another node has it.')),
  });
  expect(await screen.findByText('Another node has it.')).toBeTruthy();
  expect(screen.queryByText('Reading…')).toBeNull();
});

it('tells how an action ended, also where the panel is left as soon as that is seen', async () => {
  const ends: string[] = [];
  const done = { elapsedMs: 1, done: 1, total: 1, outcomes: [], problem: null, undo: null };
  const { user, show } = renderPage(
    <ActionPanel connectionId="p1" action={ack} onDone={({ message }) => ends.push(message)} />,
    {
      ...connected('local'),
      'streamActions.apply': () => ({ ...done, state: 'done', message: 'Acknowledged 2 entries.' }),
    },
  );
  const button = await screen.findByRole<HTMLButtonElement>('button', { name: 'Acknowledge 2 entries' });
  await waitFor(() => expect(button.disabled).toBe(false));
  await user.click(button);
  await screen.findByText('Acknowledged 2 entries.');
  show(null);
  expect(ends).toEqual(['Acknowledged 2 entries.']);
});

it('never tells how an action ended beside whoever does it in its place', async () => {
  const done = { elapsedMs: 1, done: 1, total: 1, outcomes: [], problem: null, undo: null };
  const ends: string[] = [];
  let end = () => {};
  const { user } = renderPage(
    <ActionPanel
      connectionId="p1"
      action={ack}
      outcomeElsewhere
      onDone={({ message }) => ends.push(message)}
    />,
    {
      ...connected('local'),
      'streamActions.apply': async function* () {
        yield { ...done, state: 'done', message: 'Acknowledged 2 entries.' };
        await new Promise<void>(resolve => (end = resolve));
      },
    },
  );
  const button = await screen.findByRole<HTMLButtonElement>('button', { name: 'Acknowledge 2 entries' });
  await waitFor(() => expect(button.disabled).toBe(false));
  await user.click(button);
  await waitFor(() => expect(ends).toEqual(['Acknowledged 2 entries.']));
  await act(async () => {});
  expect(screen.queryByText('Acknowledged 2 entries.')).toBeNull();
  expect(screen.queryByRole('button', { name: 'Again' })).toBeNull();
  end();
});
