import { screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { renderPage, setUpPage } from '../../../../test/support/page.tsx';

vi.mock('./connection-form.tsx', () => {
  throw new Error('The server has ended.');
});
setUpPage();

it('a form that cannot be read is told in its place, and takes nothing else of the page away', async () => {
  // Other tests of this run have read it already.
  vi.resetModules();
  const { ConnectionDialog } = await import('./connection-dialog.tsx');
  const { useConnectionForm } = await import('./connection-form-store.ts');
  const { user } = renderPage(<ConnectionDialog />, {});
  useConnectionForm.getState().create();
  const dialog = await screen.findByRole('dialog', { name: 'The form could not be loaded' });
  expect(dialog.textContent).toContain('Millrace has ended, or has been replaced by another version');
  screen.getByRole('button', { name: 'Reload the page' });
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(screen.queryByRole('dialog')).toBeNull();
});
