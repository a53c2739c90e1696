import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { bytesText } from '#shared/redis/text.ts';
import { callsOf, renderPage, setUpPage, type Answers } from '../../../../../test/support/page.tsx';
import { AddEntryDialog } from './add-entry-dialog.tsx';

setUpPage();

const answers: Answers = {
  'streamActions.preview': ({ action }) => ({
    act: action.kind === 'add-many' ? `Add ${action.count} entries` : 'Add entry',
    sentence: 'Adds.',
    warnings: [],
    commands: [],
    commandCount: 1,
    destructive: false,
    refused: null,
  }),
};
const dialog = (
  <AddEntryDialog connectionId="c1" streamKey={new TextEncoder().encode('orders')} open onClose={() => {}} />
);
const asked = () => callsOf('streamActions.preview').at(-1)!.action;

it('one entry without values is one XADD of the bytes that were typed', async () => {
  const { user } = renderPage(dialog, answers);
  await user.type(screen.getByRole('textbox', { name: 'Name of field 1' }), 'n');
  await user.type(screen.getByRole('textbox', { name: 'Value of field 1' }), '1');
  await screen.findByRole('button', { name: 'Add entry' });
  await waitFor(() => {
    const action = asked();
    expect(action.kind === 'add' && action.fields.map(field => field.map(bytesText))).toEqual([['n', '1']]);
  });
});

it('values are made anew for each of many entries, at a rate', async () => {
  const { user } = renderPage(dialog, answers);
  await user.type(screen.getByRole('textbox', { name: 'Name of field 1' }), 'n');
  await user.click(screen.getByRole('button', { name: 'Put a value into field 1' }));
  await user.click(await screen.findByRole('menuitem', { name: /^seq/ }));
  const repeat = screen.getByRole('textbox', { name: 'Repeat' });
  await user.clear(repeat);
  await user.type(repeat, '1000');
  await user.type(screen.getByRole('textbox', { name: 'Entries per second' }), '50');
  await screen.findByRole('button', { name: 'Add 1000 entries' });
  await waitFor(() =>
    expect(asked()).toMatchObject({ fields: [['n', '{{seq}}']], count: 1_000, perSecond: 50 }),
  );

  // Braces that are no values are sent as they stand there.
  await user.click(screen.getByRole('checkbox', { name: '{{ }} is a value' }));
  await waitFor(() => expect(asked()).toMatchObject({ fields: [['n', '{{"{{"}}seq}}']] }));
  expect(screen.queryByRole('button', { name: /Put a value/ })).toBeNull();
});

it('says that many entries cannot have one id', async () => {
  const { user } = renderPage(dialog, answers);
  await user.type(screen.getByRole('textbox', { name: 'Name of field 1' }), 'n');
  await user.type(screen.getByRole('textbox', { name: 'Repeat' }), '0');
  await user.clear(screen.getByRole('textbox', { name: 'Id' }));
  await user.type(screen.getByRole('textbox', { name: 'Id' }), '5-1');
  expect(await screen.findByText('Entries with values or repeats have the id *.')).toBeTruthy();
});
