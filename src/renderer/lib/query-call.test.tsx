import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { callsOf, renderPage, setUpPage } from '../../../test/support/page.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useQueryCall } from './engine.ts';

setUpPage();

function Rename() {
  const { status, run } = useQueryCall('recordings.rename');
  return (
    <>
      <button type="button" onClick={() => void run({ name: 'a', to: 'b' })}>
        Rename
      </button>
      {status.state === 'failed' && <ErrorPanel error={status.error} onRetry={status.again} />}
      {status.state === 'done' && <p>renamed</p>}
    </>
  );
}

it('a call that failed is made again as it was', async () => {
  let fails = true;
  const { user } = renderPage(<Rename />, {
    'recordings.rename': () => {
      if (fails) throw new Error('The disk is full.');
    },
  });
  await user.click(screen.getByRole('button', { name: 'Rename' }));
  await screen.findByText('The disk is full.');
  fails = false;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByText('renamed');
  expect(screen.queryByText('The disk is full.')).toBeNull();
  expect(callsOf('recordings.rename')).toEqual([
    { name: 'a', to: 'b' },
    { name: 'a', to: 'b' },
  ]);
});

it('what is tried again by itself says so and has no button', () => {
  renderPage(<ErrorPanel error={{ message: 'Nothing answers.' }} onRetry="itself" />);
  expect(screen.getByRole('alert').textContent).toBe('Nothing answers. Trying again…');
  expect(screen.queryByRole('button')).toBeNull();
});
