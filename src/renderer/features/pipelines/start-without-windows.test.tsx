import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { callsOf, renderPage, setUpPage } from '../../../../test/support/page.tsx';
import { StartWithoutWindows } from './start-without-windows.tsx';

setUpPage();

test('it says what is dropped, and starts only when that was confirmed', async () => {
  const { user } = renderPage(
    <StartWithoutWindows
      id="edits"
      name="Edits"
      connectionId="c"
      offline
      reason="The file has changed since it last ran."
    />,
    { 'pipelines.start': () => {} },
  );
  await user.click(screen.getByRole('button', { name: 'Start without the open windows' }));
  expect(screen.getByText('The file has changed since it last ran.')).toBeDefined();
  expect(callsOf('pipelines.start')).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Drop the open windows and start' }));
  await waitFor(() =>
    expect(callsOf('pipelines.start')).toEqual([
      expect.objectContaining({ id: 'edits', connectionId: 'c', offline: true, reset: true }),
    ]),
  );
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});
