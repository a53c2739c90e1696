import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { renderPage, setUpPage } from '../../../test/support/page.tsx';
import { KeptBanner } from './kept-banner.tsx';

setUpPage();

it('says on every screen why nothing is kept, until that is dismissed', async () => {
  renderPage(<KeptBanner />, { 'app.settings': () => ({ readOnly: 'Another Millrace uses it.' }) as never });
  expect((await screen.findByRole('status')).textContent).toMatch(
    /which pipelines run: Another Millrace uses it\./,
  );
  await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
  expect(screen.queryByRole('status')).toBeNull();
});
